// SPDX-License-Identifier: GPL-2.0-or-later
/* Arguments that are kept, or handed through, and agree. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct slot {
	void *data;
	dma_addr_t addr;
};

struct ring {
	struct device *dev;
	struct slot slots[16];
};

/* who fills the ring says in which direction */
static int ring_fill(struct ring *r, enum dma_data_direction dir)
{
	for (int i = 0; i < 16; i++) {
		struct slot *s = &r->slots[i];

		s->data = kzalloc(512, GFP_KERNEL);
		if (!s->data)
			return -ENOMEM;
		s->addr = dma_map_single(r->dev, s->data, 512, dir);
		if (dma_mapping_error(r->dev, s->addr)) {
			while (i--)
				dma_unmap_single(r->dev, r->slots[i].addr, 512,
						 dir);
			return -EIO;
		}
	}
	return 0;
}

static void ring_empty(struct ring *r, enum dma_data_direction dir)
{
	for (int i = 0; i < 16; i++)
		dma_unmap_single(r->dev, r->slots[i].addr, 512, dir);
}

int ring_open_both(struct ring *r)
{
	return ring_fill(r, DMA_BIDIRECTIONAL);
}

int ring_open_in(struct ring *r)
{
	return ring_fill(r, DMA_FROM_DEVICE);
}

void ring_close_both(struct ring *r)
{
	ring_empty(r, DMA_BIDIRECTIONAL);
}

void ring_close_in(struct ring *r)
{
	ring_empty(r, DMA_FROM_DEVICE);
}

struct command {
	struct device *dev;
	struct scatterlist *sg;
	unsigned int n, was;
};

int command_go(struct command *c);

static int command_map(struct command *c)
{
	unsigned int n = dma_map_sg(c->dev, c->sg, c->n, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	c->was = c->n;
	c->n = n;
	return 0;
}

static void command_unmap(struct command *c)
{
	if (c->n)
		dma_unmap_sg(c->dev, c->sg, c->was, DMA_TO_DEVICE);
}

/* the count that was given is kept beside the one that came back */
int command_run(struct command *c)
{
	int ret = command_map(c);

	if (ret)
		return ret;
	ret = command_go(c);
	command_unmap(c);
	return ret;
}

int command_prepare(struct command *c, struct scatterlist *sg, unsigned int n)
{
	c->sg = sg;
	c->n = n;
	return 0;
}
