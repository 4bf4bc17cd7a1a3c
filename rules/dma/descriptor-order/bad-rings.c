// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors whose flag may be seen before their body. */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

#define DESC_OWN 0x80000000
#define DESC_LAST 0x20000000

struct ring_desc {
	u32 status;
	u32 len;
	u64 addr;
};

struct ring {
	struct device *dev;
	void __iomem *regs;
	spinlock_t lock;
	struct ring_desc *desc;
	dma_addr_t desc_dma;
	unsigned int head, tail;
};

int ring_create(struct ring *r)
{
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

bool ring_is_done(struct ring *r)
{
	return !(r->desc[r->tail].status & DESC_OWN);
}

void ring_reap(struct ring *r)
{
	u32 status = r->desc[r->tail].status;

	if (status & DESC_OWN)
		return;
	r->tail++;
}

/* handed over while the device runs: the stack calls it under a lock */
static netdev_tx_t ring_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ring *r = netdev_priv(dev);
	struct ring_desc *d = &r->desc[r->head];

	d->len = skb->len;
	d->addr = 0x1000;
	d->status = DESC_OWN | DESC_LAST; /* expect: dma/descriptor-order 'status' hands a 'struct ring_desc' over with no barrier after the store to 'len' */
	r->head++;
	writel(1, r->regs);
	return NETDEV_TX_OK;
}

const struct net_device_ops ring_ops = {
	.ndo_start_xmit = ring_xmit,
};

/* a barrier on one way only; and one that is none for memory */
void ring_put(struct ring *r, u32 len, bool chained)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	r->desc[r->head].len = len;
	if (chained)
		dma_wmb();
	else
		writel_relaxed(len, r->regs);
	r->desc[r->head].status = DESC_OWN; /* expect: dma/descriptor-order after the store to 'len' */
	spin_unlock_irqrestore(&r->lock, flags);
}

static void ring_fill(struct ring_desc *d, u32 len)
{
	d->len = len;
}

void ring_put_split(struct ring *r, u32 len)
{
	spin_lock(&r->lock);
	ring_fill(&r->desc[r->head], len);
	r->desc[r->head].status = DESC_OWN; /* miss: dma/descriptor-order the body is stored by another function */
	spin_unlock(&r->lock);
}
