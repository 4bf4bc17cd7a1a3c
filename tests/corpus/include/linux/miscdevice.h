/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MISCDEVICE_H
#define CORPUS_LINUX_MISCDEVICE_H

#include <linux/fs.h>
#include <linux/module.h>

#define MISC_DYNAMIC_MINOR 255

struct device;

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);
#define module_misc_device(__misc_device) \
	module_driver(__misc_device, misc_register, misc_deregister)

#endif
