// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* Uncached is right where the device is not coherent, and wrong elsewhere. */
#include <linux/dma-mapping.h>
#include <linux/mm.h>

struct camera {
	struct device *dev;
	void *frame;
	dma_addr_t dma;
};

int camera_start(struct camera *c)
{
	c->frame = dma_alloc_coherent(c->dev, 4 * PAGE_SIZE, &c->dma,
				      GFP_KERNEL);
	return c->frame ? 0 : -ENOMEM;
}

int camera_mmap(struct camera *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, c->dma >> PAGE_SHIFT, 4 * PAGE_SIZE, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' */
}
