// SPDX-License-Identifier: GPL-2.0-or-later
/* What looks like a touch of a mapped buffer, and is none; or is allowed. */
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>

int device_go(dma_addr_t addr);
void use(void *data, unsigned int len);

struct reply {
	u32 status;
	u32 word[7];
};

/* the unmap gives it to the CPU */
int read_after_unmap(struct device *dev, struct reply *reply)
{
	dma_addr_t addr;

	memset(reply, 0, sizeof(*reply));
	addr = dma_map_single(dev, reply, sizeof(*reply), DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return reply->status;
}

/* what the device only reads, the CPU may read too */
int read_to_device(struct device *dev, struct reply *cmd)
{
	dma_addr_t addr = dma_map_single(dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return cmd->status;
	device_go(addr);
	ret = cmd->status;
	dma_unmap_single(dev, addr, sizeof(*cmd), DMA_TO_DEVICE);
	return ret;
}

/* written late, and synced */
int write_and_sync(struct device *dev, struct reply *cmd)
{
	dma_addr_t addr = dma_map_single(dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	cmd->word[0] = 1;
	dma_sync_single_for_device(dev, addr, sizeof(*cmd), DMA_TO_DEVICE);
	device_go(addr);
	dma_unmap_single(dev, addr, sizeof(*cmd), DMA_TO_DEVICE);
	return 0;
}

/* looked at, and given back as it was */
int inspect(struct device *dev, struct reply *reply)
{
	dma_addr_t addr = dma_map_single(dev, reply, sizeof(*reply),
					 DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	do {
		device_go(addr);
		dma_sync_single_for_cpu(dev, addr, sizeof(*reply),
					DMA_FROM_DEVICE);
		ret = reply->status;
	} while (!ret);
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return ret;
}

/* no sync where the device needs none */
int guarded(struct device *dev, struct reply *reply)
{
	dma_addr_t addr = dma_map_single(dev, reply, sizeof(*reply),
					 DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	if (dma_need_sync(dev, addr))
		dma_sync_single_for_cpu(dev, addr, sizeof(*reply),
					DMA_FROM_DEVICE);
	ret = reply->status;
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return ret;
}

struct rx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
	u8 *head;
};

struct ring {
	struct device *dev;
	struct net_device *netdev;
	struct rx_buf buf[64];
	struct reply *table;
	dma_addr_t table_dma;
};

int ring_fill(struct ring *ring, int i)
{
	struct rx_buf *buf = &ring->buf[i];
	struct sk_buff *skb = alloc_skb(2048, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb->data[0] = 0;
	buf->dma = dma_map_single(ring->dev, skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(ring->dev, buf->dma)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	buf->skb = skb;
	return 0;
}

/* the fields of the skb are not its data, and a pointer is not what it
 * points to */
void ring_poll(struct ring *ring, int i)
{
	struct rx_buf *buf = &ring->buf[i];
	struct sk_buff *skb = buf->skb;
	unsigned int len = skb->len;

	buf->head = skb->data + 16;
	skb_put(skb, 64);
	dma_unmap_single(ring->dev, buf->dma, 2048, DMA_FROM_DEVICE);
	use(skb->data, len + skb->data[0]);
	skb->protocol = eth_type_trans(skb, ring->netdev);
}

/* copied when it is small, after a sync; else unmapped first */
void ring_copy(struct ring *ring, int i, unsigned int len)
{
	struct rx_buf *buf = &ring->buf[i];
	struct sk_buff *copy;

	if (len < 128) {
		copy = alloc_skb(len, GFP_ATOMIC);
		if (!copy)
			return;
		dma_sync_single_for_cpu(ring->dev, buf->dma, len,
					DMA_FROM_DEVICE);
		skb_copy_to_linear_data(copy, buf->skb->data, len);
		dma_sync_single_for_device(ring->dev, buf->dma, len,
					   DMA_FROM_DEVICE);
		return;
	}
	dma_unmap_single(ring->dev, buf->dma, 2048, DMA_FROM_DEVICE);
	use(buf->skb->data, buf->skb->data[1]);
}

/* of two elements, one is read and the other unmapped */
int ring_other(struct ring *ring, int i)
{
	int ret;

	dma_unmap_single(ring->dev, ring->buf[i].dma, 2048, DMA_FROM_DEVICE);
	ret = ring->buf[i].skb->data[0];
	dma_unmap_single(ring->dev, ring->buf[i + 1].dma, 2048,
			 DMA_FROM_DEVICE);
	return ret;
}

int ring_all(struct ring *ring, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		dma_unmap_single(ring->dev, ring->buf[i].dma, 2048,
				 DMA_FROM_DEVICE);
		sum += ring->buf[i].skb->data[0];
	}
	return sum;
}

/* the caller has synced it */
static int element_status(struct ring *ring, struct rx_buf *buf)
{
	int ret = buf->skb->data[2];

	dma_unmap_single(ring->dev, buf->dma, 2048, DMA_FROM_DEVICE);
	return ret;
}

int ring_status(struct ring *ring, int i)
{
	dma_sync_single_for_cpu(ring->dev, ring->buf[i].dma, 2048,
				DMA_FROM_DEVICE);
	return element_status(ring, &ring->buf[i]);
}

/* coherent memory has two owners */
int table_read(struct ring *ring)
{
	int ret;

	ring->table = dma_alloc_coherent(ring->dev, sizeof(*ring->table),
					 &ring->table_dma, GFP_KERNEL);
	if (!ring->table)
		return -ENOMEM;
	device_go(ring->table_dma);
	ret = ring->table->status;
	dma_free_coherent(ring->dev, sizeof(*ring->table), ring->table,
			  ring->table_dma);
	return ret;
}

/* filled, mapped, next */
int fill_all(struct device *dev, struct reply **cmd, dma_addr_t *addr, int n)
{
	for (int i = 0; i < n; i++) {
		cmd[i]->status = i;
		addr[i] = dma_map_single(dev, cmd[i], sizeof(**cmd),
					 DMA_TO_DEVICE);
		if (dma_mapping_error(dev, addr[i]))
			return -ENOMEM;
	}
	return 0;
}
