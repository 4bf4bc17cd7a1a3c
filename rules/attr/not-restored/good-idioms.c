// SPDX-License-Identifier: GPL-2.0-or-later
/* Changed back on every path that frees. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/slab.h>

int use_table(unsigned long addr);

struct table {
	struct page *page;
	bool uncached;
};

int all_paths(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);
	int ret;

	if (!addr)
		return -ENOMEM;
	/* where it fails nothing was changed */
	ret = set_memory_uc(addr, 1);
	if (ret)
		goto free;
	ret = use_table(addr);
	set_memory_wb(addr, 1);
free:
	free_page(addr);
	return ret;
}

/* an architecture without the change needs no change back */
int where_needed(struct page *page, bool wc)
{
	if (wc)
		set_memory_wc((unsigned long)page_address(page), 1);
	use_table((unsigned long)page_address(page));
	if (wc)
		set_memory_wb((unsigned long)page_address(page), 1);
	__free_page(page);
	return 0;
}

/* kept for long: whoever takes it down changes it back */
int table_init(struct table *t)
{
	t->page = alloc_page(GFP_KERNEL);
	if (!t->page)
		return -ENOMEM;
	t->uncached = !set_memory_uc((unsigned long)page_address(t->page), 1);
	return 0;
}

void table_free(struct table *t)
{
	if (t->uncached)
		set_memory_wb((unsigned long)page_address(t->page), 1);
	__free_page(t->page);
}

/* read-only is no memory type */
int read_only(void)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	if (!addr)
		return -ENOMEM;
	set_memory_ro(addr, 1);
	use_table(addr);
	free_page(addr);
	return 0;
}

struct bridge {
	unsigned int *table;
};

/* the second test cannot fail: the first one saw the same pointer */
int tested_under_another_name(struct bridge *bridge)
{
	void *table = (void *)__get_free_page(GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (set_memory_uc((unsigned long)table, 1))
		use_table(0);
	bridge->table = table;
	if (bridge->table == NULL) {
		free_page((unsigned long)table);
		return -ENOMEM;
	}
	return 0;
}
