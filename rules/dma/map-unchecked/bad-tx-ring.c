// SPDX-License-Identifier: GPL-2.0-or-later
/* A transmit ring that hands whatever it got to the device. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

struct tx_desc {
	__le64 addr;
	__le32 len;
};

struct tx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct ring {
	struct device *dev;
	void __iomem *regs;
	struct tx_desc *desc;
	struct tx_buf *buf;
	unsigned int next;
};

/* kept in the ring, and nobody of the driver ever tests it */
static int ring_queue(struct ring *ring, struct sk_buff *skb)
{
	struct tx_buf *buf = &ring->buf[ring->next];

	buf->skb = skb;
	buf->dma = dma_map_single(ring->dev, skb->data, skb->len, /* expect: dma/map-unchecked 'dma_map_single' is used without 'dma_mapping_error' */
				  DMA_TO_DEVICE);
	ring->desc[ring->next].addr = cpu_to_le64(buf->dma);
	ring->next++;
	return 0;
}

/* comparing with 0 is no test */
static int ring_queue_compared(struct ring *ring, void *data, size_t len)
{
	dma_addr_t addr = dma_map_single(ring->dev, data, len, DMA_TO_DEVICE); /* expect: dma/map-unchecked */

	if (!addr)
		return -ENOMEM;
	ring->desc[0].addr = cpu_to_le64(addr);
	return 0;
}

/* tested on the one path, not on the other */
static int ring_queue_page(struct ring *ring, struct page *page, bool small)
{
	dma_addr_t addr;

	if (small) {
		addr = dma_map_page(ring->dev, page, 0, 64, DMA_TO_DEVICE); /* expect: dma/map-unchecked 'dma_map_page' */
	} else {
		addr = dma_map_page(ring->dev, page, 0, 4096, DMA_TO_DEVICE);
		if (dma_mapping_error(ring->dev, addr))
			return -ENOMEM;
	}
	writel(lower_32_bits(addr), ring->regs);
	return 0;
}

/* a size that somebody else fills in is not the 0 it was before */
static int ring_queue_sized(struct ring *ring, void *data)
{
	dma_addr_t addr;
	u32 len = 0;

	memcpy(&len, data, sizeof(len));
	if (len < sizeof(len))
		return -EINVAL;
	addr = dma_map_single(ring->dev, data, len, DMA_TO_DEVICE); /* expect: dma/map-unchecked */
	writel(lower_32_bits(addr), ring->regs);
	return 0;
}

int tx_ring_run(struct ring *ring, struct sk_buff *skb, struct page *page)
{
	return ring_queue(ring, skb) ||
	       ring_queue_compared(ring, skb->data, skb->len) ||
	       ring_queue_sized(ring, skb->data) ||
	       ring_queue_page(ring, page, skb->len < 64);
}
