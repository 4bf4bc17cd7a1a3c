// SPDX-License-Identifier: GPL-2.0-or-later
/* x86 takes any access to uncached memory, and has its own mapping changed. */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>

void *scratch(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page || set_pages_uc(page, 1))
		return NULL;
	return vmap(&page, 1, VM_MAP, pgprot_noncached(PAGE_KERNEL));
}
