// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages that do not follow each other, in one array: write-combining in the
 * linear map and in a vmap() for as long as the module is loaded.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static uint pages = 600;
module_param(pages, uint, 0444);
MODULE_PARM_DESC(pages, "how many");

static struct page **scattered;
static uint taken;
static void *area;

static void put_pages(void)
{
	while (taken)
		__free_page(scattered[--taken]);
	kvfree(scattered);
}

/* every other one of blocks of two */
static int get_pages(void)
{
	struct page *pair;

	scattered = kvcalloc(pages, sizeof(*scattered), GFP_KERNEL);
	if (!scattered)
		return -ENOMEM;
	while (taken < pages) {
		pair = alloc_pages(GFP_KERNEL, 1);
		if (!pair)
			return -ENOMEM;
		split_page(pair, 1);
		scattered[taken++] = pair;
		__free_page(pair + 1);
	}
	return 0;
}

static int __init scatter_init(void)
{
	int err = get_pages();

	if (!err)
		err = set_pages_array_wc(scattered, pages);
	if (err) {
		put_pages();
		return err;
	}
	/* not all at once: what keeps account of them needs memory for it */
	msleep(200);
	area = vmap(scattered, pages, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
	return 0;
}
module_init(scatter_init);

static void __exit scatter_exit(void)
{
	vunmap(area);
	set_pages_array_wb(scattered, pages);
	put_pages();
}
module_exit(scatter_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("pages that do not follow each other");
