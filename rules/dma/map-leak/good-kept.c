// SPDX-License-Identifier: GPL-2.0-or-later
/* Kept in a record, or by a list, and undone by who finds it there. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

struct port {
	struct device *dev;
	struct scatterlist rx;
	dma_addr_t head;
	char buf[64];
	bool ready;
};

struct port_ops {
	int (*open)(struct port *p);
	int (*submit)(struct port *p, struct scatterlist *sg, int n);
};

int configure(struct port *p);
int more(int n);

static int begin_rx(struct port *p)
{
	sg_init_one(&p->rx, p->buf, sizeof(p->buf));
	if (!dma_map_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE))
		return -EIO;
	if (configure(p) < 0)
		return -EIO;
	return 0;
}

/* the caller cleans up */
static int open_port(struct port *p)
{
	int ret = begin_rx(p);

	if (ret)
		dma_unmap_sg(p->dev, &p->rx, 1, DMA_FROM_DEVICE);
	return ret;
}

/* not mapped: an int, of which some expect a negative number */
int map_all(struct device *dev, struct scatterlist *sg, int n)
{
	int count = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);

	if (count <= 0)
		return -EIO;
	more(count);
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return 0;
}

/* no error: the transfer goes on, and ends elsewhere */
static int submit(struct port *p, struct scatterlist *sg, int n)
{
	if (!dma_map_sg(p->dev, sg, n, DMA_TO_DEVICE))
		return -EIO;
	more(n);
	return -EINPROGRESS;
}

/* a function that cleans up by what it finds */
static void clean_up(struct port *p)
{
	if (p->ready)
		dma_unmap_single(p->dev, p->head, 64, DMA_TO_DEVICE);
	p->ready = false;
}

int open_head(struct port *p)
{
	p->head = dma_map_single(p->dev, p->buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, p->head))
		return -ENOMEM;
	p->ready = true;
	if (configure(p) < 0) {
		clean_up(p);
		return -EIO;
	}
	return 0;
}

const struct port_ops ops = {
	.open = open_port,
	.submit = submit,
};
