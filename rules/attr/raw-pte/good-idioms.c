// SPDX-License-Identifier: GPL-2.0-or-later
/* Page tables of a process, and a walk that writes nothing. */
#include <linux/io.h>
#include <linux/mm.h>

extern struct mm_struct init_mm;
int apply_to_page_range(struct mm_struct *mm, unsigned long addr,
			unsigned long size,
			int (*fn)(pte_t *pte, unsigned long addr, void *data),
			void *data);

struct remap {
	struct mm_struct *mm;
	unsigned long pfn;
	pgprot_t prot;
};

static int remap_one(pte_t *pte, unsigned long addr, void *data)
{
	struct remap *r = data;

	set_pte_at(r->mm, addr, pte, pfn_pte(r->pfn++, r->prot));
	return 0;
}

/* scattered device memory for a process, under its own lock */
int remap_scattered(struct vm_area_struct *vma, unsigned long pfn)
{
	struct remap r = {vma->vm_mm, pfn, vma->vm_page_prot};

	return apply_to_page_range(vma->vm_mm, vma->vm_start,
				   vma->vm_end - vma->vm_start, remap_one, &r);
}

static int note_entry(pte_t *pte, unsigned long addr, void *data)
{
	pte_t ***next = data;

	*(*next)++ = pte;
	return 0;
}

/* the hypervisor fills in what is there */
int prepare_ring(unsigned long addr, pte_t **entries)
{
	return apply_to_page_range(&init_mm, addr, PAGE_SIZE, note_entry,
				   &entries);
}
