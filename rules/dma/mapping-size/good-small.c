// SPDX-License-Identifier: GPL-2.0-or-later
/* As large as is promised, and a list that no device gets. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

int limit(struct device *dev, void *buf, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, buf, SZ_256K, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

/* unknown until run time */
int variable(struct device *dev, void *buf, size_t len, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, buf, len, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

void list(struct scatterlist *sg, void *buf)
{
	sg_init_one(sg, buf, SZ_1M);
}
