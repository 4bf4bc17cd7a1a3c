// SPDX-License-Identifier: GPL-2.0-or-later
/* Another unit of the same module, right as long as the header is. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

#include "ring.h"

int ring_send(struct ring *r, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);

	if (!ring_mapped(r, addr))
		return -ENOMEM;
	writel(lower_32_bits(addr), r->regs);
	dma_unmap_single(r->dev, addr, len, DMA_TO_DEVICE);
	return 0;
}
