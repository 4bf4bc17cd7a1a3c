// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm */
#include <linux/io.h>
#include <linux/mm.h>

void set_pte_ext(pte_t *ptep, pte_t pte, unsigned int ext);

void pool_uncache(pte_t *pte, unsigned long pfn)
{
	set_pte_ext(pte, pfn_pte(pfn, pgprot_writecombine(PAGE_KERNEL)), 0); /* expect: attr/raw-pte 'set_pte_ext' */
}
