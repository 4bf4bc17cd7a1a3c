// SPDX-License-Identifier: GPL-2.0-or-later
/* Ordinary memory of every kind, mapped to a process with a type of its own. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct ring {
	void *buf;
	struct page *page;
	struct page **pages;
	unsigned long n;
	phys_addr_t phys;
};

int ring_make(struct ring *r)
{
	r->buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	r->page = alloc_page(GFP_KERNEL);
	r->pages = kcalloc(r->n, sizeof(*r->pages), GFP_KERNEL);
	if (!r->buf || !r->page || !r->pages)
		return -ENOMEM;
	r->phys = virt_to_phys(r->buf);
	for (unsigned long i = 0; i < r->n; i++)
		r->pages[i] = alloc_page(GFP_KERNEL);
	return 0;
}

int map_slab(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot); /* expect-note: type chosen by 'pgprot_noncached' */
	return remap_pfn_range(vma, vma->vm_start, r->phys >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot); /* expect: attr/ram-alias-user 'remap_pfn_range' maps memory of kmalloc to user space as uncached (UC-) */
}

int map_physical(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_iomap_memory(vma, r->phys, PAGE_SIZE); /* expect: attr/ram-alias-user 'vm_iomap_memory' maps memory of kmalloc */
}

int map_page(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_insert_page(vma, vma->vm_start, r->page); /* expect: attr/ram-alias-user 'vm_insert_page' maps pages of the page allocator to user space as write-combining */
}

int map_pages(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_map_pages(vma, r->pages, r->n); /* expect: attr/ram-alias-user 'vm_map_pages' maps pages of the page allocator */
}

int insert_pages(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_insert_pages(vma, vma->vm_start, r->pages, &r->n); /* expect: attr/ram-alias-user 'vm_insert_pages' */
}

/* page by page, as it lies in physical memory */
int map_vmalloc(struct vm_area_struct *vma)
{
	void *buf = vmalloc_user(PAGE_SIZE);

	if (!buf)
		return -ENOMEM;
	return remap_pfn_range(vma, vma->vm_start, vmalloc_to_pfn(buf), PAGE_SIZE, pgprot_noncached(vma->vm_page_prot)); /* expect: attr/ram-alias-user 'remap_pfn_range' maps pages of vmalloc memory */
}

static char shared[PAGE_SIZE];

int map_image(struct vm_area_struct *vma)
{
	return io_remap_pfn_range(vma, vma->vm_start, virt_to_phys(shared) >> PAGE_SHIFT, PAGE_SIZE, pgprot_noncached(vma->vm_page_prot)); /* expect: attr/ram-alias-user maps data of the kernel's image */
}

/* cached pages of the DMA API, to be synced */
int map_dma_pages(struct device *dev, struct vm_area_struct *vma)
{
	dma_addr_t dma;
	struct page *page = dma_alloc_pages(dev, PAGE_SIZE, &dma,
					    DMA_BIDIRECTIONAL, GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_insert_page(vma, vma->vm_start, page); /* expect: attr/ram-alias-user 'vm_insert_page' maps cached pages of the DMA API */
}

/* whoever allocated it: it is in the linear map */
int map_given(struct vm_area_struct *vma, void *buf)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(buf) >> PAGE_SHIFT, PAGE_SIZE, pgprot_writecombine(vma->vm_page_prot)); /* expect: attr/ram-alias-user 'remap_pfn_range' maps memory of the linear map */
}

/* one page of a process, handed to another */
int map_pinned(struct vm_area_struct *vma, unsigned long user)
{
	struct page *pages[1];

	if (get_user_pages_fast(user, 1, FOLL_WRITE, pages) != 1)
		return -EFAULT;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_insert_page(vma, vma->vm_start, pages[0]); /* miss: attr/ram-alias-user what fills an array on the stack is not followed */
}
