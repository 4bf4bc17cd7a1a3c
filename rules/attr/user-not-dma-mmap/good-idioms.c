// SPDX-License-Identifier: GPL-2.0-or-later
/* The DMA API maps its own memory; everything else may go another way. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct ring {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
	size_t size;
};

int ring_make(struct ring *r)
{
	r->cpu = dma_alloc_coherent(r->dev, r->size, &r->dma, GFP_KERNEL);
	return r->cpu ? 0 : -ENOMEM;
}

int ring_mmap(struct ring *r, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(r->dev, vma, r->cpu, r->dma, r->size);
}

/* memory of one kind or the other, told apart by the driver */
struct buffer {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
	bool coherent;
};

int buffer_make(struct buffer *b)
{
	if (b->coherent)
		b->cpu = dma_alloc_coherent(b->dev, PAGE_SIZE, &b->dma,
					    GFP_KERNEL);
	else
		b->cpu = (void *)get_zeroed_page(GFP_KERNEL);
	return b->cpu ? 0 : -ENOMEM;
}

int buffer_mmap(struct buffer *b, struct vm_area_struct *vma)
{
	if (b->coherent)
		return dma_mmap_coherent(b->dev, vma, b->cpu, b->dma,
					 PAGE_SIZE);
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_phys(b->cpu) >> PAGE_SHIFT, PAGE_SIZE,
			       vma->vm_page_prot);
}

/* a place that has the address of a BAR, or that of a ring */
struct region {
	struct pci_dev *pdev;
	u64 address;
	size_t size;
};

int region_of_bar(struct region *r)
{
	r->address = pci_resource_start(r->pdev, 2);
	return 0;
}

int region_of_ring(struct region *r, struct ring *ring)
{
	r->address = ring->dma;
	return 0;
}

int region_mmap(struct region *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start, r->address >> PAGE_SHIFT,
				  r->size, vma->vm_page_prot);
}

/* cached pages of the DMA API are pages */
int pages_mmap(struct device *dev, struct vm_area_struct *vma)
{
	dma_addr_t dma;
	struct page *page = dma_alloc_pages(dev, PAGE_SIZE, &dma,
					    DMA_TO_DEVICE, GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	return vm_insert_page(vma, vma->vm_start, page);
}
