// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages that go back to the allocator uncached. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>

int use_table(unsigned long addr);

int error_path(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	if (set_memory_uc(addr, 1)) {
		free_page(addr);
		return -EIO;
	}
	if (use_table(addr)) {
		free_page(addr); /* expect: attr/not-restored 'free_page' frees memory that 'set_memory_uc' changed */
		return -EIO;
	}
	set_memory_wb(addr, 1);
	free_page(addr);
	return 0;
}

int by_page(unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL, order);

	if (!page)
		return -ENOMEM;
	set_memory_wc((unsigned long)page_address(page), 1 << order);
	use_table((unsigned long)page_address(page));
	__free_pages(page, order); /* expect: attr/not-restored '__free_pages' */
	return 0;
}
