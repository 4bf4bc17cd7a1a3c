// SPDX-License-Identifier: GPL-2.0-or-later
/* ... and mapped in another. */
#include <linux/io.h>

#include "driver.h"

static void set_type(struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot); /* expect-note: type chosen by 'pgprot_noncached' */
}

int capture_mmap(struct capture *c, struct vm_area_struct *vma)
{
	unsigned long pfn = virt_to_phys((void *)c->area) >> PAGE_SHIFT;

	set_type(vma);
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE << c->order, vma->vm_page_prot); /* expect: attr/ram-alias-user 'remap_pfn_range' maps pages of the page allocator */
}
