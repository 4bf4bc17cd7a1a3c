/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_ASM_CACHEFLUSH_H
#define CORPUS_ASM_CACHEFLUSH_H

#include <linux/types.h>

struct page;
void flush_dcache_page(struct page *page);
void flush_cache_all(void);
void clflush_cache_range(void *addr, unsigned int size);
void dcache_clean_inval_poc(unsigned long start, unsigned long end);

#endif
