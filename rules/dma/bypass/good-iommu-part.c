// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of an IOMMU driver that is apart from its table of functions. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/io.h>

struct iommu_device {
	void *list;
};

struct mmu {
	struct iommu_device iommu;
	void __iomem *regs;
	void *queue;
};

int mmu_queue(struct mmu *m)
{
	m->queue = (void *)__get_free_page(GFP_KERNEL);
	if (!m->queue)
		return -ENOMEM;
	writeq(virt_to_phys(m->queue), m->regs);
	return 0;
}
