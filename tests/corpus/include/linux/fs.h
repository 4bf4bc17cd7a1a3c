/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_FS_H
#define CORPUS_LINUX_FS_H

#include <linux/mm_types.h>
#include <linux/types.h>

struct inode {
	dev_t i_rdev;
	void *i_private;
};

struct file {
	void *private_data;
	unsigned int f_flags;
	fmode_t f_mode;
	struct inode *f_inode;
};

struct module;

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count,
			loff_t *ppos);
	ssize_t (*write)(struct file *file, const char __user *buf,
			 size_t count, loff_t *ppos);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};

#endif
