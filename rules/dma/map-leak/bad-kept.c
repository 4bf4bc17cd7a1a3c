// SPDX-License-Identifier: GPL-2.0-or-later
/* Kept in a record, or by a list, and left there on an error path. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

struct port {
	struct device *dev;
	struct scatterlist rx;
	char buf[64];
	bool ready;
};

struct command {
	dma_addr_t head, tail;
	char head_buf[64], tail_buf[64];
};

struct queue_ops {
	int (*init_command)(struct port *p, struct command *c);
	void (*exit_command)(struct port *p, struct command *c);
};

int configure(struct port *p);
int more(int n);

/* the list is mapped, the way out does not know */
static int begin_rx(struct port *p)
{
	sg_init_one(&p->rx, p->buf, sizeof(p->buf));
	if (!dma_map_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE)) /* expect: dma/map-leak the mapping of 'dma_map_sg' is not undone on an error path */
		return -EIO;
	if (configure(p) < 0)
		return -EIO; /* expect-note: 'begin_rx' returns here and leaves it behind */
	return 0;
}

/* and the caller does without */
void open_port(struct port *p)
{
	p->ready = !begin_rx(p);
}

void close_port(struct port *p)
{
	if (p->ready)
		dma_unmap_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE);
}

/* a count that is too high was mapped all the same */
int map_few(struct device *dev, struct scatterlist *sg, int n)
{
	int count = dma_map_sg(dev, sg, n, DMA_TO_DEVICE); /* expect: dma/map-leak */

	if (!count)
		return -EIO;
	if (count > 8)
		return -EINVAL;
	more(count);
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return 0;
}

/* the kernel does not call exit_command for what init_command refused */
static int init_command(struct port *p, struct command *c)
{
	c->head = dma_map_single(p->dev, c->head_buf, 64, DMA_TO_DEVICE); /* expect: dma/map-leak */
	if (dma_mapping_error(p->dev, c->head))
		return -ENOMEM;
	c->tail = dma_map_single(p->dev, c->tail_buf, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(p->dev, c->tail))
		return -ENOMEM;
	return 0;
}

static void exit_command(struct port *p, struct command *c)
{
	dma_unmap_single(p->dev, c->tail, 64, DMA_FROM_DEVICE);
	dma_unmap_single(p->dev, c->head, 64, DMA_TO_DEVICE);
}

const struct queue_ops ops = {
	.init_command = init_command,
	.exit_command = exit_command,
};
