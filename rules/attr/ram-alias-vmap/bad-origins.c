// SPDX-License-Identifier: GPL-2.0-or-later
/* Ordinary memory of every kind, mapped a second time by the kernel. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct buffer {
	struct page **pages;
	struct page *first[4];
	unsigned int n;
	unsigned long area;
};

int buffer_make(struct buffer *b)
{
	b->pages = kcalloc(b->n, sizeof(*b->pages), GFP_KERNEL);
	b->area = __get_free_pages(GFP_KERNEL, 2);
	if (!b->pages || !b->area)
		return -ENOMEM;
	for (unsigned int i = 0; i < b->n; i++)
		b->pages[i] = alloc_page(GFP_KERNEL); /* expect-note: memory comes from 'alloc_page' */
	for (unsigned int i = 0; i < 4; i++)
		b->first[i] = virt_to_page((void *)(b->area + i * PAGE_SIZE));
	return 0;
}

/* an array that a field points to */
void *map_array(struct buffer *b)
{
	return vmap(b->pages, b->n, VM_MAP, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps pages of the page allocator as write-combining */
}

/* an array in the record */
void *map_first(struct buffer *b)
{
	return vmap(b->first, 4, VM_MAP, pgprot_noncached(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps pages of the page allocator as uncached (UC-) */
}

/* all in one function, in an array of its own */
void *map_own(unsigned int n)
{
	struct page **pages = kcalloc(n, sizeof(*pages), GFP_KERNEL);
	void *ret;

	if (!pages)
		return NULL;
	for (unsigned int i = 0; i < n; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	ret = vmap(pages, n, VM_MAP, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' */
	kfree(pages);
	return ret;
}

/* the uncached type as a constant: PCD and PWT */
void *map_constant(struct buffer *b)
{
	return vmap(b->pages, b->n, VM_MAP, PAGE_KERNEL_NOCACHE); /* expect: attr/ram-alias-vmap 'vmap' maps pages of the page allocator as uncached (UC) */
}

/* memory that is mapped already, once more */
void *map_vmalloc(void)
{
	char *buf = vmalloc(2 * PAGE_SIZE);
	struct page *pages[2];

	if (!buf)
		return NULL;
	pages[0] = vmalloc_to_page(buf);
	pages[1] = vmalloc_to_page(buf + PAGE_SIZE);
	return vmap(pages, 2, VM_MAP, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps pages of vmalloc memory */
}

void *map_slab(void)
{
	struct page *page = virt_to_page(kmalloc(PAGE_SIZE, GFP_KERNEL));

	return vmap(&page, 1, VM_MAP, pgprot_noncached(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps memory of kmalloc */
}

void *map_given(void *given)
{
	struct page *page = virt_to_page(given);

	return vmap(&page, 1, VM_MAP, pgprot_noncached(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps memory of the linear map */
}

void *map_pfns(void *given)
{
	unsigned long pfns[1];

	pfns[0] = virt_to_phys(given) >> PAGE_SHIFT;
	return vmap_pfn(pfns, 1, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap_pfn' maps memory of the linear map */
}

void *map_dma_pages(struct device *dev)
{
	dma_addr_t dma;
	struct page *page = dma_alloc_pages(dev, PAGE_SIZE, &dma,
					    DMA_TO_DEVICE, GFP_KERNEL);

	if (!page)
		return NULL;
	return vmap(&page, 1, VM_MAP, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap 'vmap' maps cached pages of the DMA API */
}
