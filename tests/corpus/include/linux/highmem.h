/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_HIGHMEM_H
#define CORPUS_LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/string.h>

void *kmap(struct page *page);
void kunmap(struct page *page);
void *kmap_atomic(struct page *page);
void __kunmap_atomic(const void *addr);
#define kunmap_atomic(addr) __kunmap_atomic(addr)
void *kmap_local_page(struct page *page);
void __kunmap_local(const void *addr);
#define kunmap_local(addr) __kunmap_local(addr)
void flush_kernel_vmap_range(void *vaddr, int size);
void invalidate_kernel_vmap_range(void *vaddr, int size);
void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len);
void memcpy_to_page(struct page *page, size_t offset, const char *from,
		    size_t len);

#endif
