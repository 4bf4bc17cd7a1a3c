// SPDX-License-Identifier: GPL-2.0-or-later
/* Freed before an unmap, and not what is mapped. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct slot {
	struct device *dev;
	void *buf;
	char *name;
	dma_addr_t dma;
};

int slot_fill(struct slot *s)
{
	s->dma = dma_map_single(s->dev, s->buf, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(s->dev, s->dma);
}

void slot_clear(struct slot *s)
{
	kfree(s->name);
	dma_unmap_single(s->dev, s->dma, 64, DMA_FROM_DEVICE);
	kfree(s->buf);
}

/* two slots */
void slot_move(struct slot *s, struct slot *t)
{
	kfree(t->buf);
	dma_unmap_single(s->dev, s->dma, 64, DMA_FROM_DEVICE);
}

struct pair {
	struct device *dev;
	void *in, *out;
	dma_addr_t in_dma, out_dma;
};

int pair_fill(struct pair *p)
{
	p->in_dma = dma_map_single(p->dev, p->in, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, p->in_dma))
		return -ENOMEM;
	p->out_dma = dma_map_single(p->dev, p->out, 64, DMA_TO_DEVICE);
	if (!dma_mapping_error(p->dev, p->out_dma))
		return 0;
	dma_unmap_single(p->dev, p->in_dma, 64, DMA_FROM_DEVICE);
	return -ENOMEM;
}

/* one after the other */
void pair_clear(struct pair *p)
{
	dma_unmap_single(p->dev, p->in_dma, 64, DMA_FROM_DEVICE);
	kfree(p->in);
	dma_unmap_single(p->dev, p->out_dma, 64, DMA_TO_DEVICE);
	kfree(p->out);
}
