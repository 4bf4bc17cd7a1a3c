// SPDX-License-Identifier: GPL-2.0-or-later
/* One half of a driver: it maps. Some of it the other half tests. */
#include <linux/io.h>
#include <linux/slab.h>

#include "split_ring.h"

/* split_send() tests what this leaves in the slot */
void split_map_slot(struct split_ring *ring, struct split_slot *slot)
{
	slot->dma = dma_map_single(ring->dev, slot->data, SPLIT_SLOT_SIZE,
				   DMA_TO_DEVICE);
}

/* tested by the inline function of the driver's header */
int split_map_once(struct split_ring *ring, void *data)
{
	dma_addr_t dma = dma_map_single(ring->dev, data, SPLIT_SLOT_SIZE,
					DMA_TO_DEVICE);

	if (split_check(ring, dma))
		return -ENOMEM;
	writel(lower_32_bits(dma), ring->regs);
	return 0;
}

/* nobody tests this one */
int split_map_status(struct split_ring *ring)
{
	ring->status = kzalloc(64, GFP_KERNEL);
	if (!ring->status)
		return -ENOMEM;
	ring->status_dma = dma_map_single(ring->dev, ring->status, 64, /* expect: dma/map-unchecked 'dma_map_single' */
					  DMA_FROM_DEVICE);
	writel(lower_32_bits(ring->status_dma), ring->regs + 4);
	return 0;
}
