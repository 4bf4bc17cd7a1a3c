// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* Registers as Device, memory as memory. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>

struct card {
	struct pci_dev *pdev;
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
};

int card_make(struct card *c)
{
	c->cpu = dma_alloc_wc(c->dev, PAGE_SIZE, &c->dma, GFP_KERNEL);
	return c->cpu ? 0 : -ENOMEM;
}

int map_registers(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start,
				  pci_resource_start(c->pdev, 0) >> PAGE_SHIFT,
				  PAGE_SIZE, vma->vm_page_prot);
}

/* the DMA API overrides what the vma has */
int map_ring(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return dma_mmap_wc(c->dev, vma, c->cpu, c->dma, PAGE_SIZE);
}

/* an address that others tell: what is there is not known */
int map_mailbox(struct vm_area_struct *vma, phys_addr_t phys)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, phys >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}
