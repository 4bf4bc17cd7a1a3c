// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver of an IOMMU is what the DMA API rests on. */
#include <asm/cacheflush.h>
#include <linux/io.h>
#include <linux/slab.h>

struct iommu_domain_ops {
	int (*map)(void *domain, unsigned long iova);
};

struct mmu {
	void __iomem *regs;
	__le64 *table;
};

static struct mmu mmu;

static int mmu_map(void *domain, unsigned long iova)
{
	mmu.table[iova >> 12] = cpu_to_le64(virt_to_phys(domain));
	clflush_cache_range(mmu.table, 4096);
	writel(virt_to_phys(mmu.table), mmu.regs);
	return 0;
}

const struct iommu_domain_ops mmu_ops = {
	.map = mmu_map,
};
