// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

void *scratch_map(unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL, order);
	struct page *pages[2];

	if (!page)
		return NULL;
	pages[0] = page;
	pages[1] = page + 1;
	return vmap(pages, 2, VM_MAP, pgprot_writecombine(PAGE_KERNEL)); /* expect: attr/ram-alias-vmap as Normal non-cacheable, beside the linear map */
}
