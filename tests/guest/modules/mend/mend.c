// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Repairs what a driver left behind: makes frames of the linear map write-back
 * again. Whoever has them now loses nothing.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/set_memory.h>

static ulong pfn;
module_param(pfn, ulong, 0444);
MODULE_PARM_DESC(pfn, "the first frame");

static int pages = 1;
module_param(pages, int, 0444);
MODULE_PARM_DESC(pages, "how many");

static int __init mend_init(void)
{
	if (pages <= 0 || !pfn_valid(pfn) || !pfn_valid(pfn + pages - 1))
		return -EINVAL;
	return set_memory_wb((unsigned long)page_address(pfn_to_page(pfn)),
			     pages);
}
module_init(mend_init);

static void __exit mend_exit(void)
{
}
module_exit(mend_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("restores frames of the linear map");
