// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings that are tested, though not where one looks first. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>

struct slot {
	dma_addr_t dma;
	void *data;
	size_t len;
};

struct chan {
	struct device *dev;
	void __iomem *regs;
	struct slot slots[16];
	dma_addr_t cmd_dma;
	void *cmd;
	int nents;
};

/* a wrapper: its caller tests */
static dma_addr_t chan_map(struct chan *c, void *p, size_t len)
{
	return dma_map_single(c->dev, p, len, DMA_TO_DEVICE);
}

/* the test is part of the return value */
static bool chan_map_slot(struct chan *c, struct slot *s)
{
	s->dma = dma_map_single(c->dev, s->data, s->len, DMA_TO_DEVICE);
	return !dma_mapping_error(c->dev, s->dma);
}

/* stored first, tested where it was stored */
static int chan_fill(struct chan *c)
{
	int i;

	for (i = 0; i < 16; i++) {
		c->slots[i].dma = dma_map_single(c->dev, c->slots[i].data,
						 c->slots[i].len,
						 DMA_FROM_DEVICE);
		if (unlikely(dma_mapping_error(c->dev, c->slots[i].dma)))
			goto undo;
	}
	return 0;
undo:
	while (--i >= 0)
		dma_unmap_single(c->dev, c->slots[i].dma, c->slots[i].len,
				 DMA_FROM_DEVICE);
	return -ENOMEM;
}

/* mapped in one function, tested by the one that called it */
static void chan_map_cmd(struct chan *c)
{
	c->cmd_dma = dma_map_single(c->dev, c->cmd, 64, DMA_TO_DEVICE);
	writel(0, c->regs);
}

static int chan_send(struct chan *c)
{
	chan_map_cmd(c);
	if (dma_mapping_error(c->dev, c->cmd_dma))
		return -EIO;
	writel(lower_32_bits(c->cmd_dma), c->regs);
	return 0;
}

/* through a pointer of the caller */
static void chan_map_out(struct chan *c, void *p, size_t len, dma_addr_t *out)
{
	*out = dma_map_single(c->dev, p, len, DMA_TO_DEVICE);
}

/* two of them, one answer */
static int chan_map_two(struct chan *c, void *a, void *b, size_t len)
{
	dma_addr_t x = chan_map(c, a, len);
	dma_addr_t y = dma_map_single(c->dev, b, len, DMA_TO_DEVICE);

	if (dma_mapping_error(c->dev, x) || dma_mapping_error(c->dev, y)) {
		if (!dma_mapping_error(c->dev, x))
			dma_unmap_single(c->dev, x, len, DMA_TO_DEVICE);
		if (!dma_mapping_error(c->dev, y))
			dma_unmap_single(c->dev, y, len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	writel(lower_32_bits(x), c->regs);
	writel(lower_32_bits(y), c->regs + 4);
	return 0;
}

/* a helper that tests for everybody, and one that gets what it let pass */
static int chan_check(struct chan *c, dma_addr_t addr)
{
	if (dma_mapping_error(c->dev, addr)) {
		c->nents = 0;
		return -ENOMEM;
	}
	return 0;
}

void chan_post(struct chan *c, dma_addr_t addr, size_t len);

static int chan_map_checked(struct chan *c, void *p, size_t len)
{
	dma_addr_t addr = dma_map_single(c->dev, p, len, DMA_TO_DEVICE);

	if (chan_check(c, addr))
		return -ENOMEM;
	chan_post(c, addr, len);
	return 0;
}

static int chan_map_sg(struct chan *c, struct scatterlist *sg, int n)
{
	struct scatterlist *s;
	int i, mapped = dma_map_sg(c->dev, sg, n, DMA_TO_DEVICE);

	/* none is fine here: nothing is sent */
	for_each_sg(sg, s, mapped, i)
		writel(sg_dma_len(s), c->regs);
	dma_unmap_sg(c->dev, sg, n, DMA_TO_DEVICE);
	c->nents = dma_map_sg(c->dev, sg, n, DMA_FROM_DEVICE);
	return c->nents ? 0 : -ENOMEM;
}

static int chan_map_sgtable(struct chan *c, struct sg_table *sgt)
{
	return dma_map_sgtable(c->dev, sgt, DMA_TO_DEVICE, 0);
}

int chan_run(struct chan *c, struct slot *s, struct sg_table *sgt)
{
	dma_addr_t out;

	if (!chan_map_slot(c, s) || chan_fill(c) || chan_send(c))
		return -EIO;
	chan_map_out(c, s->data, s->len, &out);
	if (dma_mapping_error(c->dev, out))
		return -EIO;
	return chan_map_two(c, s->data, s->data, s->len) ||
	       chan_map_checked(c, s->data, s->len) ||
	       chan_map_sg(c, sgt->sgl, sgt->orig_nents) ||
	       chan_map_sgtable(c, sgt);
}

void engine_kick(void *engine, struct scatterlist *sg, int n);

struct later {
	struct device *dev;
	int mapped;
};

/* kept, and tested in another function */
static void later_map(struct later *l, struct scatterlist *sg, int n)
{
	l->mapped = dma_map_sg(l->dev, sg, n, DMA_TO_DEVICE);
}

int later_start(struct later *l, struct scatterlist *sg, int n)
{
	later_map(l, sg, n);
	if (l->mapped <= 0)
		return -ENOMEM;
	engine_kick(l, sg, l->mapped);
	return 0;
}
