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

/* the array that lists the pages is freed, the pages are not */
int list_make(struct page **from, int n)
{
	struct page **pages = kcalloc(n, sizeof(*pages), GFP_KERNEL);

	if (!pages)
		return -ENOMEM;
	for (int i = 0; i < n; i++)
		pages[i] = from[i];
	if (set_pages_array_uc(pages, n))
		use_table(0);
	kfree(pages);
	return 0;
}

struct table_list {
	struct page **pages;
	int n, kind;
};

int use_list(struct table_list *l);
int fill_list(int n, struct page **pages);

/* pages of a process are given back as they came */
static void list_put(struct table_list *l)
{
	for (int i = 0; i < l->n; i++)
		put_page(l->pages[i]);
}

static void list_free(struct table_list *l)
{
	if (l->kind == 0) {
		set_pages_array_wb(l->pages, l->n);
		for (int i = 0; i < l->n; i++)
			__free_pages(l->pages[i], 0);
	} else if (l->kind == 1) {
		list_put(l);
	}
	kfree(l->pages);
}

static int list_own(struct table_list *l)
{
	int ret = fill_list(l->n, l->pages);

	if (ret != l->n)
		return -ENOMEM;
	return set_pages_array_uc(l->pages, l->n);
}

static int list_alloc(struct table_list *l, int kind, unsigned long user)
{
	int ret;

	l->pages = kcalloc(l->n, sizeof(*l->pages), GFP_KERNEL);
	if (!l->pages)
		return -ENOMEM;
	if (kind == 0)
		ret = list_own(l);
	else
		ret = get_user_pages_fast(user, l->n, 1, l->pages) != l->n;
	if (ret) {
		kfree(l->pages);
		return -ENOMEM;
	}
	l->kind = kind;
	return 0;
}

int list_make_both(struct table_list *l, int kind, unsigned long user)
{
	if (list_alloc(l, kind, user))
		return -EBUSY;
	if (use_list(l))
		list_free(l);
	return 0;
}
