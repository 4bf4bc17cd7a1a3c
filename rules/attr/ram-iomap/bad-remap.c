// SPDX-License-Identifier: GPL-2.0-or-later
/* RAM that the linear map has already, mapped once more as if it were not. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

void __iomem *from_kmalloc(size_t len)
{
	void *buf = kmalloc(len, GFP_KERNEL);

	if (!buf)
		return NULL;
	return ioremap(virt_to_phys(buf), len); /* expect: attr/ram-iomap 'ioremap' maps System RAM */
}

void __iomem *from_pages(unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL, order);

	if (!page)
		return NULL;
	return ioremap_wc(page_to_phys(page), PAGE_SIZE << order); /* expect: attr/ram-iomap 'ioremap_wc' */
}

void *write_combined(unsigned int order)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, order);
	phys_addr_t phys;

	if (!addr)
		return NULL;
	phys = virt_to_phys((void *)addr);
	return memremap(phys, PAGE_SIZE << order, MEMREMAP_WC); /* expect: attr/ram-iomap 'memremap' */
}
