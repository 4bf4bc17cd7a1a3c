// SPDX-License-Identifier: GPL-2.0-or-later
/* Receiving: every slot has a buffer that the device owns. */
#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "net_ring.h"

static void net_ring_rx_give(struct net_ring *nr, unsigned int i)
{
	struct net_ring_desc *desc = &nr->rx_desc[i];

	desc->addr = cpu_to_le32(nr->rx[i].dma);
	desc->len = cpu_to_le32(NET_RING_RX_SIZE);
	dma_wmb();
	desc->status = cpu_to_le32(NET_RING_OWN);
}

/* Put a new buffer into a slot; the old one is left alone when there is none.
 */
static int net_ring_rx_fill(struct net_ring *nr, struct net_ring_rx_slot *slot)
{
	struct sk_buff *skb;
	dma_addr_t dma;

	skb = netdev_alloc_skb(nr->netdev, NET_RING_RX_SIZE);
	if (!skb)
		return -ENOMEM;
	dma = dma_map_single(nr->dev, skb->data, NET_RING_RX_SIZE,
			     DMA_FROM_DEVICE);
	if (dma_mapping_error(nr->dev, dma)) {
		dev_kfree_skb_any(skb);
		return -ENOMEM;
	}
	slot->skb = skb;
	slot->dma = dma;
	return 0;
}

static void net_ring_rx_free_slots(struct net_ring *nr)
{
	unsigned int i;

	for (i = 0; i < NET_RING_RX_SLOTS; i++) {
		struct net_ring_rx_slot *slot = &nr->rx[i];

		if (!slot->skb)
			continue;
		dma_unmap_single(nr->dev, slot->dma, NET_RING_RX_SIZE,
				 DMA_FROM_DEVICE);
		dev_kfree_skb_any(slot->skb);
		slot->skb = NULL;
	}
}

int net_ring_rx_setup(struct net_ring *nr)
{
	unsigned int i;
	int ret;

	nr->rx_desc = dma_alloc_coherent(
		nr->dev, NET_RING_RX_SLOTS * sizeof(*nr->rx_desc),
		&nr->rx_desc_dma, GFP_KERNEL);
	if (!nr->rx_desc)
		return -ENOMEM;
	nr->rx_next = 0;
	for (i = 0; i < NET_RING_RX_SLOTS; i++) {
		ret = net_ring_rx_fill(nr, &nr->rx[i]);
		if (ret)
			goto err_slots;
		net_ring_rx_give(nr, i);
	}
	return 0;

err_slots:
	net_ring_rx_free_slots(nr);
	dma_free_coherent(nr->dev, NET_RING_RX_SLOTS * sizeof(*nr->rx_desc),
			  nr->rx_desc, nr->rx_desc_dma);
	nr->rx_desc = NULL;
	return ret;
}

/* The device is stopped. */
void net_ring_rx_teardown(struct net_ring *nr)
{
	net_ring_rx_free_slots(nr);
	dma_free_coherent(nr->dev, NET_RING_RX_SLOTS * sizeof(*nr->rx_desc),
			  nr->rx_desc, nr->rx_desc_dma);
	nr->rx_desc = NULL;
}

static void net_ring_rx_one(struct net_ring *nr, unsigned int i,
			    unsigned int len)
{
	struct net_ring_rx_slot old = nr->rx[i];

	if (len > NET_RING_RX_SIZE || net_ring_rx_fill(nr, &nr->rx[i])) {
		/* nobody looked into the buffer: it goes back as it is */
		nr->netdev->stats.rx_dropped++;
		return;
	}
	dma_unmap_single(nr->dev, old.dma, NET_RING_RX_SIZE, DMA_FROM_DEVICE);
	skb_put(old.skb, len);
	old.skb->protocol = eth_type_trans(old.skb, nr->netdev);
	napi_gro_receive(&nr->napi, old.skb);
	nr->netdev->stats.rx_packets++;
	nr->netdev->stats.rx_bytes += len;
}

int net_ring_rx_clean(struct net_ring *nr, int budget)
{
	int done = 0;

	while (done < budget) {
		unsigned int i = nr->rx_next;
		u32 status = le32_to_cpu(READ_ONCE(nr->rx_desc[i].status));

		if (status & NET_RING_OWN)
			break;
		dma_rmb();
		net_ring_rx_one(nr, i, status & NET_RING_LEN);
		net_ring_rx_give(nr, i);
		nr->rx_next = (i + 1) % NET_RING_RX_SLOTS;
		done++;
	}
	return done;
}
