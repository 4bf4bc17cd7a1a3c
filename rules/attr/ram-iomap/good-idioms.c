// SPDX-License-Identifier: GPL-2.0-or-later
/* Device memory, and RAM mapped with the type it has. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>

void __iomem *bar(struct pci_dev *pdev)
{
	return ioremap(pci_resource_start(pdev, 0), pci_resource_len(pdev, 0));
}

/* write-back, as the linear map: the same pointer comes back */
void *cached(size_t len)
{
	void *buf = kmalloc(len, GFP_KERNEL);

	if (!buf)
		return NULL;
	return memremap(virt_to_phys(buf), len, MEMREMAP_WB);
}

/* an address that somebody else tells */
void __iomem *told(phys_addr_t phys, size_t len)
{
	return ioremap_wc(phys, len);
}

/* flags that the caller decides on */
void *by_flags(struct page *page, unsigned long flags)
{
	return memremap(page_to_phys(page), PAGE_SIZE, flags);
}

void log_address(phys_addr_t phys);

/* the physical address of RAM goes to the log, another one is mapped */
void __iomem *two(phys_addr_t regs, size_t len)
{
	void *buf = kmalloc(len, GFP_KERNEL);
	void __iomem *mapped;
	phys_addr_t phys;

	if (!buf)
		return NULL;
	phys = virt_to_phys(buf);
	mapped = ioremap(regs, len);
	if (mapped)
		log_address(phys);
	return mapped;
}

static const unsigned int bases[] = { 0xc8000, 0xca000 };

/* what a table holds, not where it lies */
void __iomem *of_table(int i)
{
	return ioremap(bases[i], 0x2000);
}
