/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DRIVER_H
#define DRIVER_H

#include <linux/mm.h>

struct device;

struct capture {
	unsigned long area;
	unsigned int order;
};

int capture_alloc(struct capture *c, struct device *dev);
int capture_mmap(struct capture *c, struct vm_area_struct *vma);

#endif
