// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries of the linear map, made uncached by hand. */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>

extern struct mm_struct init_mm;
pte_t *lookup_address(unsigned long address, unsigned int *level);
int apply_to_page_range(struct mm_struct *mm, unsigned long addr,
			unsigned long size,
			int (*fn)(pte_t *pte, unsigned long addr, void *data),
			void *data);
void set_pte(pte_t *ptep, pte_t pte);

int make_uncached(struct page *page)
{
	unsigned long addr = (unsigned long)page_address(page);
	unsigned int level;
	pte_t *pte = lookup_address(addr, &level);

	if (!pte)
		return -EINVAL;
	set_pte(pte, pfn_pte(page_to_pfn(page), pgprot_noncached(PAGE_KERNEL))); /* expect: attr/raw-pte 'set_pte' edits the kernel's page table by hand */
	return 0;
}

void map_at(unsigned long addr, pte_t *pte, unsigned long pfn)
{
	set_pte_at(&init_mm, addr, pte, pfn_pte(pfn, PAGE_KERNEL)); /* expect: attr/raw-pte 'set_pte_at' */
}

static int uncache_one(pte_t *pte, unsigned long addr, void *data)
{
	unsigned long *pfn = data;

	set_pte_at(&init_mm, addr, pte, pfn_pte((*pfn)++, pgprot_noncached(PAGE_KERNEL)));
	return 0;
}

int make_range_uncached(unsigned long addr, unsigned long pfn)
{
	return apply_to_page_range(&init_mm, addr, 16 * PAGE_SIZE, uncache_one, &pfn); /* expect: attr/raw-pte 'apply_to_page_range' edits */
}
