/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_VMALLOC_H
#define CORPUS_LINUX_VMALLOC_H

#include <linux/mm_types.h>

#define VM_IOREMAP 0x00000001
#define VM_ALLOC 0x00000002
#define VM_MAP 0x00000004
#define VM_USERMAP 0x00000008

void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *vmalloc_user(unsigned long size);
void *vmalloc_32(unsigned long size);
void *vmalloc_node(unsigned long size, int node);
void vfree(const void *addr);
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot);
void vunmap(const void *addr);
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr,
			unsigned long pgoff);

#endif
