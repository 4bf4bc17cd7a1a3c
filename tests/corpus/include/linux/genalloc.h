/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_GENALLOC_H
#define CORPUS_LINUX_GENALLOC_H

#include <linux/types.h>

struct device;
struct gen_pool;
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order,
				      int nid, const char *name);
int gen_pool_add_virt(struct gen_pool *pool, unsigned long addr,
		      phys_addr_t phys, size_t size, int nid);
int gen_pool_add(struct gen_pool *pool, unsigned long addr, size_t size,
		 int nid);
void gen_pool_destroy(struct gen_pool *pool);
unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size);
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size);
phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr);

#endif
