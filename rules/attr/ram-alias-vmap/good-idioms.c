// SPDX-License-Identifier: GPL-2.0-or-later
/* Second mappings that agree with the first, or whose pages have no other. */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct object {
	struct page **pages;
	struct sg_table *sgt;
	unsigned int n;
	void *map;
};

struct gem_object;
struct page **drm_gem_get_pages(struct gem_object *obj);

/* cached, as in the linear map */
void *map_cached(struct object *o)
{
	for (unsigned int i = 0; i < o->n; i++)
		o->pages[i] = alloc_page(GFP_KERNEL);
	return vmap(o->pages, o->n, VM_MAP, PAGE_KERNEL);
}

/* x86: the linear map is changed first */
void *map_changed(unsigned int n)
{
	struct page **pages = kcalloc(n, sizeof(*pages), GFP_KERNEL);

	if (!pages)
		return NULL;
	for (unsigned int i = 0; i < n; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	if (set_pages_array_wc(pages, n))
		return NULL;
	return vmap(pages, n, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
}

/* pages of a file, as drivers of graphics have them: exporters and importers
 * clean the caches for their devices */
struct graphics {
	struct page **pages;
	unsigned int n;
};

int graphics_get(struct graphics *g, struct gem_object *obj)
{
	g->pages = drm_gem_get_pages(obj);
	return IS_ERR(g->pages) ? PTR_ERR(g->pages) : 0;
}

void *graphics_map(struct graphics *g)
{
	return vmap(g->pages, g->n, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
}

/* pages that somebody else hands in */
void *map_given(struct page **pages, unsigned int n)
{
	return vmap(pages, n, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
}

/* the type that a caller wants */
void *map_as_told(unsigned int n, pgprot_t prot)
{
	struct page *page = alloc_page(GFP_KERNEL);

	return page ? vmap(&page, 1, VM_MAP, prot) : NULL;
}

/* cleaned for the device, and only used through this mapping */
struct table {
	struct page *page;
	dma_addr_t dma;
	void *map;
};

int table_make(struct table *t, struct device *dev)
{
	t->page = alloc_page(GFP_KERNEL);
	if (!t->page)
		return -ENOMEM;
	t->dma = dma_map_page(dev, t->page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, t->dma)) {
		__free_page(t->page);
		return -EIO;
	}
	t->map = vmap(&t->page, 1, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
	if (t->map)
		return 0;
	dma_unmap_page(dev, t->dma, PAGE_SIZE, DMA_TO_DEVICE);
	__free_page(t->page);
	return -ENOMEM;
}

void table_free(struct table *t, struct device *dev)
{
	vunmap(t->map);
	dma_unmap_page(dev, t->dma, PAGE_SIZE, DMA_TO_DEVICE);
	__free_page(t->page);
}
