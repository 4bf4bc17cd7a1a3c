// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

static int map_buffer(struct vm_area_struct *vma, unsigned long pfn)
{
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE, pgprot_writecombine(vma->vm_page_prot)); /* expect: attr/ram-alias-user 'remap_pfn_range' maps memory of kmalloc to user space as Normal non-cacheable */
}

int log_mmap(struct vm_area_struct *vma)
{
	void *log = kzalloc(PAGE_SIZE, GFP_KERNEL);

	if (!log)
		return -ENOMEM;
	return map_buffer(vma, __pa(log) >> PAGE_SHIFT);
}
