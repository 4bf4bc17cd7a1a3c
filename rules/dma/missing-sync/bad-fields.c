// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapped in one function, read in another before it is taken back. */
#include <linux/cache.h>
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct rx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct ring {
	struct device *dev;
	struct rx_buf buf[64];
	struct sk_buff *skbs[64];
	dma_addr_t dmas[64];
	struct sk_buff *last;
};

int ring_fill(struct ring *ring, int i)
{
	struct rx_buf *buf = &ring->buf[i];
	struct sk_buff *skb = alloc_skb(2048, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	buf->skb = skb;
	buf->dma = dma_map_single(ring->dev, skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(ring->dev, buf->dma)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	return 0;
}

int ring_poll(struct ring *ring, int i)
{
	struct rx_buf *buf = &ring->buf[i];
	int len;

	len = buf->skb->data[0]; /* expect: dma/missing-sync 'buf->skb->data[0]' is read while the device owns it */
	dma_unmap_single(ring->dev, buf->dma, 2048, DMA_FROM_DEVICE); /* expect-note: taken back from the device only here */
	return len;
}

/* two arrays, one index */
int ring_fill_arrays(struct ring *ring, int i)
{
	struct sk_buff *skb = alloc_skb(2048, GFP_KERNEL);
	dma_addr_t dma;

	if (!skb)
		return -ENOMEM;
	dma = dma_map_single(ring->dev, skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(ring->dev, dma)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	ring->skbs[i] = skb;
	ring->dmas[i] = dma;
	return 0;
}

int ring_poll_arrays(struct ring *ring, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		struct sk_buff *skb = ring->skbs[i];

		sum += skb->data[4]; /* expect: dma/missing-sync 'skb->data[4]' is read */
		dma_sync_single_for_cpu(ring->dev, ring->dmas[i], 2048,
					DMA_FROM_DEVICE);
	}
	return sum;
}

struct command {
	u32 status;
	u32 args[15];
};

struct engine {
	struct device *dev;
	struct command reply ____cacheline_aligned;
	dma_addr_t reply_dma ____cacheline_aligned;
};

int engine_start(struct engine *e)
{
	e->reply_dma = dma_map_single(e->dev, &e->reply, sizeof(e->reply),
				      DMA_BIDIRECTIONAL);
	return dma_mapping_error(e->dev, e->reply_dma);
}

int engine_done(struct engine *e)
{
	int ret = e->reply.status ? -EIO : 0; /* expect: dma/missing-sync 'e->reply.status' is read */

	dma_unmap_single(e->dev, e->reply_dma, sizeof(e->reply),
			 DMA_BIDIRECTIONAL);
	return ret;
}

struct request {
	struct device *dev;
	struct scatterlist *sg;
	int nents;
};

int request_done(struct request *req, void *to)
{
	sg_copy_to_buffer(req->sg, req->nents, to, 512); /* expect: dma/missing-sync 'req->sg' is read */
	dma_unmap_sg(req->dev, req->sg, req->nents, DMA_FROM_DEVICE);
	return 0;
}
