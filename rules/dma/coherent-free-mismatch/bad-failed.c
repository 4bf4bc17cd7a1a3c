// SPDX-License-Identifier: GPL-2.0-or-later
/* What was not allocated is given back. */
#include <linux/dmapool.h>
#include <linux/errno.h>

int from_pool(struct dma_pool *pool)
{
	dma_addr_t dma;
	u32 *word = dma_pool_alloc(pool, GFP_KERNEL, &dma);
	int err = 0;

	if (word)
		word[0] = 1;
	else
		err = -ENOMEM;
	dma_pool_free(pool, word, dma); /* expect: dma/coherent-free-mismatch 'dma_pool_free' frees memory that was not allocated */
	return err;
}
