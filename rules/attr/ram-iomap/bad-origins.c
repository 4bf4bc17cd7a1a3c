// SPDX-License-Identifier: GPL-2.0-or-later
/* RAM from further away: out of a field, another function, the DMA API. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct table {
	void *area;
	struct page *page;
	phys_addr_t phys;
	void *ring;
	dma_addr_t dma;
};

int table_make(struct table *t, struct device *dev)
{
	t->area = kzalloc(PAGE_SIZE, GFP_KERNEL); /* expect-note: memory comes from 'kzalloc' */
	t->page = alloc_page(GFP_KERNEL);
	t->ring = dma_alloc_coherent(dev, PAGE_SIZE, &t->dma, GFP_KERNEL);
	if (!t->area || !t->page || !t->ring)
		return -ENOMEM;
	t->phys = virt_to_phys(t->area);
	return 0;
}

void __iomem *table_remap(struct table *t)
{
	return ioremap(t->phys, PAGE_SIZE); /* expect: attr/ram-iomap 'ioremap' maps System RAM */
}

void *table_remap_wt(struct table *t)
{
	return memremap(page_to_phys(t->page), PAGE_SIZE, MEMREMAP_WT); /* expect: attr/ram-iomap 'memremap' */
}

/* the address of the device is none of memory */
void __iomem *table_remap_ring(struct table *t)
{
	return ioremap_wc(virt_to_phys(t->ring), PAGE_SIZE); /* expect: attr/ram-iomap 'ioremap_wc' */
}

static void __iomem *remap_any(phys_addr_t phys, size_t size)
{
	return ioremap_uc(phys, size); /* expect: attr/ram-iomap 'ioremap_uc' */
}

void __iomem *remap_vmalloc(void)
{
	void *buf = vmalloc(PAGE_SIZE);

	if (!buf)
		return NULL;
	return remap_any(page_to_phys(vmalloc_to_page(buf)), PAGE_SIZE);
}

static char shared[PAGE_SIZE];

void __iomem *remap_image(void)
{
	return ioremap(virt_to_phys(shared), PAGE_SIZE); /* expect: attr/ram-iomap 'ioremap' */
}

/* whoever allocated it */
void __iomem *remap_given(void *buf)
{
	return ioremap(virt_to_phys(buf), PAGE_SIZE); /* expect: attr/ram-iomap 'ioremap' */
}
