// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm */
#include <linux/mm.h>
#include <linux/vmalloc.h>

/* strongly ordered, where a buffer was wanted */
void *scratch(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return NULL;
	return vmap(&page, 1, VM_MAP, pgprot_noncached(PAGE_KERNEL)); /* expect: attr/wrong-type 'vmap' */
}

int scratch_mmap(struct vm_area_struct *vma)
{
	unsigned long addr = get_zeroed_page(GFP_KERNEL);

	if (!addr)
		return -12;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_insert_page(vma, vma->vm_start, virt_to_page(addr)); /* expect: attr/wrong-type 'vm_insert_page' gives pages of the page allocator the Device type in user space */
}
