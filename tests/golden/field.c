// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/dma-mapping.h>

struct ring {
	struct device *dev;
	unsigned int count;
	void *desc;
	dma_addr_t dma, dma_next;
};

int ring_make(struct ring *ring, unsigned int n)
{
	ring->count = n;
	ring->desc = dma_alloc_coherent(ring->dev, n * 16, &ring->dma,
					GFP_KERNEL);
	return ring->desc ? 0 : -ENOMEM;
}

void ring_free(struct ring *ring)
{
	dma_free_coherent(ring->dev, ring->count << 4, ring->desc, ring->dma);
	ring->dma = 0;
}

int ring_go(struct ring *ring, void *buf)
{
	ring->dma_next =
		dma_map_single(ring->dev, buf, 64, DMA_BIDIRECTIONAL);
	return dma_mapping_error(ring->dev, ring->dma_next);
}
