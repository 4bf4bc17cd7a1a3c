// SPDX-License-Identifier: GPL-2.0-or-later
/* The same names, other mappings. */
#include <linux/dma-mapping.h>

struct slot {
	dma_addr_t dma;
	size_t len;
};

struct port {
	struct device *dev;
	void *buf;
	dma_addr_t dma;
	struct slot slots[16];
	unsigned int tail;
};

/* every turn has an element of its own */
void port_drain(struct port *p)
{
	int i;

	for (i = 0; i < 16; i++)
		dma_unmap_single(p->dev, p->slots[i].dma, p->slots[i].len,
				 DMA_TO_DEVICE);
	for (i = 0; i < 16; i++)
		if (p->slots[i].len)
			p->slots[i].len = 0;
}

static int port_refill(struct port *p)
{
	p->dma = dma_map_single(p->dev, p->buf, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(p->dev, p->dma) ? -ENOMEM : 0;
}

/* made anew in a helper */
int port_turn(struct port *p)
{
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	if (port_refill(p))
		return -ENOMEM;
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	return 0;
}

/* by somebody that nobody sees */
int port_turn_by(struct port *p, int (*refill)(struct port *p))
{
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	if (refill(p))
		return -ENOMEM;
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	return 0;
}

/* two ways, one mapping each */
void port_either(struct port *p, bool page)
{
	if (page)
		dma_unmap_page(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	if (!page)
		dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
}

static void port_unmap(struct port *p)
{
	if (!p->dma)
		return;
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	p->dma = 0;
}

/* the field says that there is nothing left */
void port_remove(struct port *p)
{
	port_unmap(p);
	port_unmap(p);
}
