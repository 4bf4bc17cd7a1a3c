// SPDX-License-Identifier: GPL-2.0-or-later
/* Physical addresses that are asked for, and given to no device. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/slab.h>

struct desc {
	__le32 addr;
	__le32 len;
};

struct eng {
	void __iomem *regs;
	struct device *dev;
	struct desc *ring;
	void *shared;
	phys_addr_t shared_phys;
	unsigned long pfn;
};

/* what the DMA API returned */
int mapped(struct eng *e, void *buf)
{
	dma_addr_t addr = dma_map_single(e->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(e->dev, addr))
		return -ENOMEM;
	e->ring[0].addr = cpu_to_le32(addr);
	writel(addr, e->regs);
	return 0;
}

/* for user space, by page frame number */
int eng_mmap(struct eng *e, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_phys(e->shared) >> PAGE_SHIFT, 4096,
			       vma->vm_page_prot);
}

/* kept for a message */
void remember(struct eng *e)
{
	e->shared_phys = virt_to_phys(e->shared);
	e->pfn = page_to_pfn(virt_to_page(e->shared));
}

int smc_call(u32 function, u64 arg);

/* firmware runs on the same CPU: it takes physical addresses */
int firmware(struct eng *e)
{
	return smc_call(0x82000001, virt_to_phys(e->shared));
}

/* a domain of the driver's own, with memory that is not the DMA API's */
int own_domain(struct eng *e, struct iommu_domain *domain)
{
	void *firmware = (void *)__get_free_pages(GFP_KERNEL, 2);

	if (!firmware)
		return -ENOMEM;
	e->shared = firmware;
	return iommu_map(domain, 0x1000, virt_to_phys(firmware), 4 * PAGE_SIZE,
			 IOMMU_READ);
}

/* a bridge's window to the start of memory */
void window(struct eng *e)
{
	writel(virt_to_phys((void *)0xc0000000UL), e->regs);
}
