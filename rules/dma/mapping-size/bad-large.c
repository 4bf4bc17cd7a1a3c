// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings and segments that are larger than anybody promised. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>

int single(struct device *dev, void *buf, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, buf, SZ_1M, DMA_FROM_DEVICE); /* expect: dma/mapping-size maps 1024 KiB at once */
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

#define CHUNKS 5
#define CHUNK SZ_64K

int computed(struct device *dev, struct page *page, dma_addr_t *addr)
{
	size_t len = CHUNKS * CHUNK;

	*addr = dma_map_page(dev, page, 0, len, DMA_TO_DEVICE); /* expect: dma/mapping-size maps 320 KiB at once */
	return dma_mapping_error(dev, *addr) ? -ENOMEM : 0;
}

int segment(struct device *dev, struct scatterlist *sg, void *buf)
{
	sg_init_one(sg, buf, SZ_128K); /* expect: dma/mapping-size makes a segment of 128 KiB */
	return dma_map_sg(dev, sg, 1, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}
