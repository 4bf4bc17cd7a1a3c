// SPDX-License-Identifier: GPL-2.0-or-later
/* Kept in fields and undone by other functions, in ways that look wrong. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>

struct tx_buf {
	struct sk_buff *skb;
	bool frag;
	enum dma_data_direction dir;
	DEFINE_DMA_UNMAP_ADDR(dma);
	DEFINE_DMA_UNMAP_LEN(len);
};

struct ring {
	struct device *dev;
	struct tx_buf buf[64];
	unsigned int buf_len;
};

/* the head by its address, the fragments by their pages; which, is noted */
int ring_map(struct ring *ring, struct sk_buff *skb, struct page *page)
{
	struct tx_buf *head = &ring->buf[0], *frag = &ring->buf[1];
	dma_addr_t first, dma;

	first = dma_map_single(ring->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(ring->dev, first))
		return -ENOMEM;
	dma_unmap_addr_set(head, dma, first);
	dma_unmap_len_set(head, len, skb->len);
	dma = dma_map_page(ring->dev, page, 0, 2048, DMA_TO_DEVICE);
	if (dma_mapping_error(ring->dev, dma)) {
		dma_unmap_single(ring->dev, first, skb->len, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	frag->frag = true;
	dma_unmap_addr_set(frag, dma, dma);
	dma_unmap_len_set(frag, len, 2048);
	return 0;
}

void ring_unmap(struct ring *ring, struct tx_buf *buf)
{
	if (!dma_unmap_len(buf, len))
		return;
	if (buf->frag)
		dma_unmap_page(ring->dev, dma_unmap_addr(buf, dma),
			       dma_unmap_len(buf, len), DMA_TO_DEVICE);
	else
		dma_unmap_single(ring->dev, dma_unmap_addr(buf, dma),
				 dma_unmap_len(buf, len), DMA_TO_DEVICE);
	dma_unmap_len_set(buf, len, 0);
}

struct chan {
	struct device *dev;
	enum dma_data_direction dir;
	size_t len;
	dma_addr_t dma;
	struct scatterlist *sg;
	int nents, mapped;
	bool single;
};

/* direction and size kept; mapped as one of two kinds */
int chan_map(struct chan *c, void *buf, size_t len, bool out)
{
	c->dir = out ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	c->len = len;
	if (len > 4096) {
		c->single = false;
		c->mapped = dma_map_sg(c->dev, c->sg, c->nents, c->dir);
		return c->mapped ? 0 : -ENOMEM;
	}
	c->single = true;
	c->dma = dma_map_single(c->dev, buf, len, c->dir);
	return dma_mapping_error(c->dev, c->dma);
}

void chan_unmap(struct chan *c)
{
	if (c->single)
		dma_unmap_single(c->dev, c->dma, c->len, c->dir);
	else
		dma_unmap_sg(c->dev, c->sg, c->nents, c->dir);
}

/* all or nothing, so the number that was mapped is the one that was given */
struct xfer {
	struct device *dev;
	struct scatterlist *sg;
	int nents;
};

int xfer_map(struct xfer *x, struct scatterlist *sg, int n)
{
	int mapped = dma_map_sg(x->dev, sg, n, DMA_TO_DEVICE);

	if (mapped != n)
		return -EIO;
	x->sg = sg;
	x->nents = mapped;
	return 0;
}

void xfer_unmap(struct xfer *x)
{
	dma_unmap_sg(x->dev, x->sg, x->nents, DMA_TO_DEVICE);
}

/* one record for two directions */
struct slot {
	struct device *dev;
	dma_addr_t dma;
};

int slot_map_rx(struct slot *s, void *buf)
{
	s->dma = dma_map_single(s->dev, buf, 2048, DMA_FROM_DEVICE);
	return dma_mapping_error(s->dev, s->dma);
}

int slot_map_tx(struct slot *s, void *buf)
{
	s->dma = dma_map_single(s->dev, buf, 1024, DMA_TO_DEVICE);
	return dma_mapping_error(s->dev, s->dma);
}

void slot_unmap_rx(struct slot *s)
{
	dma_unmap_single(s->dev, s->dma, 2048, DMA_FROM_DEVICE);
	s->dma = 0;
}

void slot_unmap_tx(struct slot *s)
{
	dma_unmap_single(s->dev, s->dma, 1024, DMA_TO_DEVICE);
	s->dma = 0;
}

/* what was received decides, and is synced by the driver: no copy wanted */
int skip_map(struct slot *s, void *buf)
{
	return slot_map_rx(s, buf);
}

void skip_unmap(struct slot *s, u32 received)
{
	dma_sync_single_for_cpu(s->dev, s->dma, received, DMA_FROM_DEVICE);
	dma_unmap_single_attrs(s->dev, s->dma, 2048, DMA_FROM_DEVICE,
			       DMA_ATTR_SKIP_CPU_SYNC);
}

/* two kinds of a list in one record: for one the number that was mapped is
 * kept in the table, for the other in a variable */
struct list {
	struct scatterlist *sg;
	int given, used;
};

int list_map_kept(struct device *dev, struct list *l)
{
	l->used = dma_map_sg(dev, l->sg, l->given, DMA_TO_DEVICE);
	return l->used ? 0 : -ENOMEM;
}

int list_map(struct device *dev, struct list *l)
{
	return dma_map_sg(dev, l->sg, l->used, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}

void list_unmap(struct device *dev, struct list *l)
{
	dma_unmap_sg(dev, l->sg, l->used, DMA_TO_DEVICE);
}
