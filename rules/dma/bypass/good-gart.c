// SPDX-License-Identifier: GPL-2.0-or-later
/* The page table of an AGP chip set holds physical addresses. */
#include <asm/cacheflush.h>
#include <linux/io.h>
#include <linux/mm.h>

struct agp_bridge_driver {
	int (*create_gatt_table)(void __iomem *regs, struct page *page);
};

static int bridge_create(void __iomem *regs, struct page *page)
{
	clflush_cache_range(page_address(page), 4096);
	writel(page_to_phys(page), regs);
	return 0;
}

const struct agp_bridge_driver bridge = {
	.create_gatt_table = bridge_create,
};
