/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SPLIT_RING_H
#define SPLIT_RING_H

#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

#define SPLIT_SLOTS 16
#define SPLIT_SLOT_SIZE 256

struct split_slot {
	void *data;
	dma_addr_t dma;
};

struct split_ring {
	struct device *dev;
	void __iomem *regs;
	struct split_slot tx[SPLIT_SLOTS];
	dma_addr_t status_dma;
	u32 *status;
};

void split_map_slot(struct split_ring *ring, struct split_slot *slot);
int split_send(struct split_ring *ring, unsigned int n);

static inline int split_check(struct split_ring *ring, dma_addr_t dma)
{
	return dma_mapping_error(ring->dev, dma) ? -ENOMEM : 0;
}

#endif
