// SPDX-License-Identifier: GPL-2.0-or-later
/* Large transfers, after the limits were asked for or set. */
#include <linux/dma-mapping.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>

int cut(struct device *dev, void *buf, dma_addr_t *addr)
{
	if (dma_max_mapping_size(dev) < SZ_1M)
		return -E2BIG;
	*addr = dma_map_single(dev, buf, SZ_1M, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

/* coherent memory is never bounced */
void *coherent(struct device *dev, dma_addr_t *addr)
{
	return dma_alloc_coherent(dev, SZ_4M, addr, GFP_KERNEL);
}

/* device memory neither */
int resource(struct device *dev, phys_addr_t bar, dma_addr_t *addr)
{
	*addr = dma_map_resource(dev, bar, SZ_16M, DMA_BIDIRECTIONAL, 0);
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

int segment(struct device *dev, struct scatterlist *sg, void *buf)
{
	dma_set_max_seg_size(dev, SZ_1M);
	sg_init_one(sg, buf, SZ_128K);
	return dma_map_sg(dev, sg, 1, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}
