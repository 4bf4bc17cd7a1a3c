// SPDX-License-Identifier: GPL-2.0-or-later
/* The other half: it tests, starts the device, and undoes. */
#include <linux/io.h>

#include "split_ring.h"

int split_send(struct split_ring *ring, unsigned int n)
{
	struct split_slot *slot = &ring->tx[n % SPLIT_SLOTS];

	split_map_slot(ring, slot);
	if (dma_mapping_error(ring->dev, slot->dma))
		return -ENOMEM;
	writel(lower_32_bits(slot->dma), ring->regs);
	return 0;
}

void split_sent(struct split_ring *ring, unsigned int n)
{
	struct split_slot *slot = &ring->tx[n % SPLIT_SLOTS];

	dma_unmap_single(ring->dev, slot->dma, SPLIT_SLOT_SIZE, DMA_TO_DEVICE);
	slot->dma = 0;
}
