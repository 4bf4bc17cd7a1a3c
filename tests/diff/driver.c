// SPDX-License-Identifier: GPL-2.0-or-later
/* The driver that the changes of this folder are made to. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

#include "ring.h"

int ring_start(struct ring *r, void *buf, size_t len)
{
	r->addr = dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(r->dev, r->addr))
		return -ENOMEM;
	r->len = len;
	writel(lower_32_bits(r->addr), r->regs);
	return 0;
}

void ring_stop(struct ring *r)
{
	dma_unmap_single(r->dev, r->addr, r->len, DMA_TO_DEVICE);
}

int ring_poke(struct ring *r, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);

	writel(lower_32_bits(addr), r->regs);
	dma_unmap_single(r->dev, addr, len, DMA_TO_DEVICE);
	return 0;
}
