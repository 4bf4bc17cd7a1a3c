/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NET_RING_H
#define NET_RING_H

#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/types.h>

#define NET_RING_RX_SLOTS 64
#define NET_RING_TX_SLOTS 64
#define NET_RING_RX_SIZE 1536

/* registers */
#define NET_RING_CTRL 0x00
#define NET_RING_IRQ_STATUS 0x04
#define NET_RING_IRQ_ENABLE 0x08
#define NET_RING_RX_BASE 0x10
#define NET_RING_TX_BASE 0x14
#define NET_RING_TX_KICK 0x18

/* in a descriptor's status: the device may use it; the length it filled */
#define NET_RING_OWN 0x80000000u
#define NET_RING_LEN 0x00003fffu

struct net_ring_desc {
	__le32 addr;
	__le32 len;
	__le32 status;
	__le32 reserved;
};

struct net_ring_rx_slot {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct net_ring_tx_slot {
	struct sk_buff *skb;
	dma_addr_t dma;
	unsigned int len;
};

struct net_ring {
	struct net_device *netdev;
	struct device *dev;
	void __iomem *regs;
	int irq;
	struct napi_struct napi;

	struct net_ring_desc *rx_desc;
	dma_addr_t rx_desc_dma;
	struct net_ring_rx_slot rx[NET_RING_RX_SLOTS];
	unsigned int rx_next;

	struct net_ring_desc *tx_desc;
	dma_addr_t tx_desc_dma;
	struct net_ring_tx_slot tx[NET_RING_TX_SLOTS];
	unsigned int tx_head, tx_tail;
	spinlock_t tx_lock;
};

int net_ring_rx_setup(struct net_ring *nr);
void net_ring_rx_teardown(struct net_ring *nr);
int net_ring_rx_clean(struct net_ring *nr, int budget);

int net_ring_tx_setup(struct net_ring *nr);
void net_ring_tx_teardown(struct net_ring *nr);
void net_ring_tx_clean(struct net_ring *nr);
netdev_tx_t net_ring_xmit(struct sk_buff *skb, struct net_device *netdev);

#endif
