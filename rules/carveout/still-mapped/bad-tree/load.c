// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/errno.h>
#include <linux/io.h>
#include "vpu.h"

int vpu_load(struct vpu *vpu)
{
	vpu->fw = memremap(vpu->fw_phys, vpu->fw_size, MEMREMAP_WC); /* expect: carveout/still-mapped 'memremap' maps reserved memory */
	return vpu->fw ? 0 : -ENOMEM;
}
