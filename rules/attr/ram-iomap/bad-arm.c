// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm */
#include <linux/io.h>
#include <linux/mm.h>

void __iomem *scratch(void)
{
	unsigned long addr = get_zeroed_page(GFP_KERNEL);

	if (!addr)
		return NULL;
	return ioremap_wc(__pa(addr), PAGE_SIZE); /* expect: attr/ram-iomap 'ioremap_wc' */
}
