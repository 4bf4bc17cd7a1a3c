/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MM_H
#define CORPUS_LINUX_MM_H

#include <linux/align.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/pfn.h>

#define VM_READ 0x01ul
#define VM_WRITE 0x02ul
#define VM_SHARED 0x08ul
#define VM_PFNMAP 0x0400ul
#define VM_IO 0x4000ul
#define VM_DONTCOPY 0x20000ul
#define VM_DONTEXPAND 0x40000ul
#define VM_DONTDUMP 0x4000000ul
#define VM_FAULT_SIGBUS 0x0002u
#define VM_FAULT_NOPAGE 0x0100u
#define FOLL_WRITE 0x01u
#define FOLL_LONGTERM 0x10000u

#define PAGE_ALIGN(addr) ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr) IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)

void *page_address(const struct page *page);
bool is_vmalloc_addr(const void *x);
bool PageHighMem(const struct page *page);
int get_order(unsigned long size);
void get_page(struct page *page);
void put_page(struct page *page);
int set_page_dirty(struct page *page);
int set_page_dirty_lock(struct page *page);
void SetPageReserved(struct page *page);
void ClearPageReserved(struct page *page);
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);
void split_page(struct page *page, unsigned int order);

static inline struct page *virt_to_head_page(const void *x)
{
	return virt_to_page(x);
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot);
#define io_remap_pfn_range(vma, vaddr, pfn, size, prot) \
	remap_pfn_range(vma, vaddr, pfn, size, prot)
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start,
		    unsigned long len);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr,
		   struct page *page);
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr,
		    struct page **pages, unsigned long *num);
int vm_map_pages(struct vm_area_struct *vma, struct page **pages,
		 unsigned long num);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr,
			  unsigned long pfn);
vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, pgprot_t pgprot);

static inline vm_fault_t vmf_insert_page(struct vm_area_struct *vma,
					 unsigned long addr, struct page *page)
{
	return vm_insert_page(vma, addr, page) ? VM_FAULT_SIGBUS :
						 VM_FAULT_NOPAGE;
}

long pin_user_pages_fast(unsigned long start, int nr_pages,
			 unsigned int gup_flags, struct page **pages);
int get_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages,
				 bool make_dirty);

#endif
