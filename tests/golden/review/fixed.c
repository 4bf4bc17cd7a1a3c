// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct ring {
	struct device *dev;
	void *desc;
	dma_addr_t dma;
	size_t size;
};

static int foo_fill(struct ring *r, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(r->dev, addr))
		return -ENOMEM;
	*(dma_addr_t *)r->desc = addr;
	return 0;
}

static int foo_send(struct ring *r, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(r->dev, addr))
		return -ENOMEM;
	*(dma_addr_t *)r->desc = addr;
	return 0;
}

int foo_do(struct ring *r, void *buf, int send)
{
	if (send)
		return foo_send(r, buf, 64);
	return foo_fill(r, buf, 64);
}
