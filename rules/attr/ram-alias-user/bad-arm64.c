// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* Where nothing tracks memory types, and a write-combining mapping is Normal
 * memory that is not cached. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

struct frame {
	struct page *page;
};

int frame_make(struct frame *f)
{
	f->page = alloc_pages(GFP_KERNEL, 2);
	return f->page ? 0 : -ENOMEM;
}

int frame_mmap(struct frame *f, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(f->page), 4 * PAGE_SIZE, vma->vm_page_prot); /* expect: attr/ram-alias-user as Normal non-cacheable; the kernel has them as Normal write-back */
}

static vm_fault_t frame_fault(struct vm_fault *vmf)
{
	struct frame *f = vmf->vma->vm_private_data;

	return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(f->page)); /* expect: attr/ram-alias-user 'vmf_insert_pfn' maps pages of the page allocator */
}

static const struct vm_operations_struct frame_vm_ops = {
	.fault = frame_fault,
};

/* the type is chosen here and used by the fault handler */
int frame_mmap_later(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot); /* expect-note: type chosen by 'pgprot_writecombine' */
	vma->vm_ops = &frame_vm_ops;
	return 0;
}

/* the bits of the type, written by hand: Normal non-cacheable */
int frame_by_bits(struct frame *f, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(f->page), PAGE_SIZE, __pgprot(0x703 | 2 << 2)); /* expect: attr/ram-alias-user as Normal non-cacheable */
}
