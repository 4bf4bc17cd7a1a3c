// SPDX-License-Identifier: GPL-2.0-or-later
/* Sending: a mapping lives from ndo_start_xmit until the device has sent. */
#include <linux/io.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "net_ring.h"

int net_ring_tx_setup(struct net_ring *nr)
{
	nr->tx_desc = dma_alloc_coherent(
		nr->dev, NET_RING_TX_SLOTS * sizeof(*nr->tx_desc),
		&nr->tx_desc_dma, GFP_KERNEL);
	if (!nr->tx_desc)
		return -ENOMEM;
	nr->tx_head = 0;
	nr->tx_tail = 0;
	return 0;
}

static void net_ring_tx_free_slot(struct net_ring *nr,
				  struct net_ring_tx_slot *slot)
{
	dma_unmap_single(nr->dev, slot->dma, slot->len, DMA_TO_DEVICE);
	dev_kfree_skb_any(slot->skb);
	slot->skb = NULL;
}

/* The device is stopped. */
void net_ring_tx_teardown(struct net_ring *nr)
{
	unsigned int i;

	for (i = 0; i < NET_RING_TX_SLOTS; i++)
		if (nr->tx[i].skb)
			net_ring_tx_free_slot(nr, &nr->tx[i]);
	dma_free_coherent(nr->dev, NET_RING_TX_SLOTS * sizeof(*nr->tx_desc),
			  nr->tx_desc, nr->tx_desc_dma);
	nr->tx_desc = NULL;
}

static bool net_ring_tx_full(const struct net_ring *nr)
{
	return nr->tx_head - nr->tx_tail == NET_RING_TX_SLOTS;
}

void net_ring_tx_clean(struct net_ring *nr)
{
	unsigned long flags;

	spin_lock_irqsave(&nr->tx_lock, flags);
	while (nr->tx_tail != nr->tx_head) {
		unsigned int i = nr->tx_tail % NET_RING_TX_SLOTS;
		u32 status = le32_to_cpu(READ_ONCE(nr->tx_desc[i].status));

		if (status & NET_RING_OWN)
			break;
		nr->netdev->stats.tx_packets++;
		nr->netdev->stats.tx_bytes += nr->tx[i].len;
		net_ring_tx_free_slot(nr, &nr->tx[i]);
		nr->tx_tail++;
	}
	if (!net_ring_tx_full(nr))
		netif_wake_queue(nr->netdev);
	spin_unlock_irqrestore(&nr->tx_lock, flags);
}

netdev_tx_t net_ring_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct net_ring *nr = netdev_priv(netdev);
	struct net_ring_tx_slot *slot;
	struct net_ring_desc *desc;
	unsigned long flags;
	dma_addr_t dma;

	if (skb_linearize(skb))
		goto drop;
	dma = dma_map_single(nr->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(nr->dev, dma))
		goto drop;

	spin_lock_irqsave(&nr->tx_lock, flags);
	if (net_ring_tx_full(nr)) {
		netif_stop_queue(netdev);
		spin_unlock_irqrestore(&nr->tx_lock, flags);
		dma_unmap_single(nr->dev, dma, skb->len, DMA_TO_DEVICE);
		return NETDEV_TX_BUSY;
	}
	slot = &nr->tx[nr->tx_head % NET_RING_TX_SLOTS];
	desc = &nr->tx_desc[nr->tx_head % NET_RING_TX_SLOTS];
	slot->skb = skb;
	slot->dma = dma;
	slot->len = skb->len;
	desc->addr = cpu_to_le32(dma);
	desc->len = cpu_to_le32(slot->len);
	dma_wmb();
	desc->status = cpu_to_le32(NET_RING_OWN);
	nr->tx_head++;
	writel(1, nr->regs + NET_RING_TX_KICK);
	spin_unlock_irqrestore(&nr->tx_lock, flags);
	return NETDEV_TX_OK;

drop:
	netdev->stats.tx_dropped++;
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}
