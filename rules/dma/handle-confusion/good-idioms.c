// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses of every kind, each used for what it is. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>

struct desc {
	__le64 addr;
	__le32 lo, hi;
};

struct card {
	struct device *dev;
	void __iomem *regs;
	void *cpu;
	dma_addr_t dma;
	phys_addr_t bar;
	u32 low;
};

/* a device of 32 bits: nothing is lost */
static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
}

void card_start(struct card *c)
{
	writel(c->dma, c->regs);
	c->low = c->dma;
}

/* pointer and DMA address side by side */
u32 card_status(struct card *c, unsigned int n)
{
	u32 *status = c->cpu;

	return status[n];
}

void card_desc(struct card *c, struct desc *d)
{
	d->addr = cpu_to_le64(c->dma);
	d->lo = cpu_to_le32(lower_32_bits(c->dma));
	d->hi = cpu_to_le32(upper_32_bits(c->dma));
}

/* physical addresses are converted, DMA addresses are not */
void *card_firmware(struct card *c)
{
	return phys_to_virt(c->bar);
}

/* the physical address of a page, in the type that sg_phys() has */
void *card_segment(struct scatterlist *sg)
{
	return phys_to_virt(sg_phys(sg));
}

/* a page, by its number */
int card_mmap(struct card *c, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, c->bar >> PAGE_SHIFT, 4096,
			       vma->vm_page_prot);
}

/* an address goes through a pointer as a cookie */
void card_cookie(struct card *c, void **cookie)
{
	*cookie = (void *)(unsigned long)c->dma;
}

static struct pci_driver card_driver = {
	.name = "card",
	.probe = card_probe,
};

module_pci_driver(card_driver);
