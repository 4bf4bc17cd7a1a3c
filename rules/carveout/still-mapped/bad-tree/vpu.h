/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VPU_H
#define VPU_H

#include <linux/types.h>

struct vpu {
	phys_addr_t fw_phys;
	size_t fw_size;
	void *fw;
	void __iomem *heap;
};

int vpu_load(struct vpu *vpu);

#endif
