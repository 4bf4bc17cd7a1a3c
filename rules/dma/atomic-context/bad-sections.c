// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocations that sleep, and coherent memory that is freed, in atomic code. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct ring {
	struct device *dev;
	struct dma_pool *pool;
	spinlock_t lock;
	void *desc;
	dma_addr_t desc_dma;
	struct timer_list timer;
};

int ring_alloc(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL); /* expect: dma/atomic-context may sleep in the atomic section that 'spin_lock_irqsave' begins */
	spin_unlock_irqrestore(&r->lock, flags);
	return r->desc ? 0 : -ENOMEM;
}

void ring_free(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma); /* expect: dma/atomic-context frees coherent memory with interrupts disabled */
	r->desc = NULL;
	spin_unlock_irqrestore(&r->lock, flags);
}

/* the lock is taken in the caller's caller */
static void *block_get(struct ring *r, dma_addr_t *dma)
{
	return dma_pool_alloc(r->pool, GFP_KERNEL, dma); /* expect: dma/atomic-context 'dma_pool_alloc' may sleep in the atomic section that 'spin_lock_bh' begins */
}

static void *block_fresh(struct ring *r, dma_addr_t *dma)
{
	void *block = block_get(r, dma);

	if (!block)
		return NULL;
	memset(block, 0, 64);
	return block;
}

void *ring_next(struct ring *r, dma_addr_t *dma)
{
	void *block;

	spin_lock_bh(&r->lock);
	block = block_fresh(r, dma);
	spin_unlock_bh(&r->lock);
	return block;
}

/* a lock that a function of the driver takes, and leaves taken */
static void ring_lock(struct ring *r)
{
	spin_lock(&r->lock);
}

static void ring_unlock(struct ring *r)
{
	spin_unlock(&r->lock);
}

void ring_pool(struct ring *r)
{
	ring_lock(r);
	if (!r->pool)
		r->pool = dma_pool_create("ring", r->dev, 64, 64, 0); /* expect: dma/atomic-context 'dma_pool_create' may sleep */
	ring_unlock(r);
}

/* an interrupt handler */
static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring *r = data;

	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma); /* expect: dma/atomic-context below a callback of 'request_irq' */
	return IRQ_HANDLED;
}

int ring_start(struct ring *r, int irq)
{
	return request_irq(irq, ring_irq, 0, "ring", r);
}

/* a timer that allocates what it maps */
static void ring_tick(struct timer_list *t)
{
	struct ring *r = from_timer(r, t, timer);
	void *buf = kmalloc(256, GFP_KERNEL); /* expect: dma/atomic-context below a callback of 'timer_setup' */
	dma_addr_t addr;

	if (!buf)
		return;
	addr = dma_map_single(r->dev, buf, 256, DMA_FROM_DEVICE);
	if (dma_mapping_error(r->dev, addr)) {
		kfree(buf);
		return;
	}
	dma_unmap_single(r->dev, addr, 256, DMA_FROM_DEVICE);
	kfree(buf);
}

void ring_watch(struct ring *r)
{
	timer_setup(&r->timer, ring_tick, 0);
}

/* the network stack holds the lock of the queue */
static netdev_tx_t ring_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ring *r = netdev_priv(dev);
	dma_addr_t dma;
	void *block = dma_pool_zalloc(r->pool, GFP_KERNEL, &dma); /* expect: dma/atomic-context below 'net_device_ops.ndo_start_xmit' */

	if (!block)
		return NETDEV_TX_BUSY;
	dma_pool_free(r->pool, block, dma);
	return NETDEV_TX_OK;
}

const struct net_device_ops ring_ops = {
	.ndo_start_xmit = ring_xmit,
};

void ring_try(struct ring *r)
{
	if (!spin_trylock(&r->lock))
		return;
	r->desc = dma_alloc_coherent(r->dev, 64, &r->desc_dma, GFP_KERNEL); /* miss: dma/atomic-context a lock that is tried */
	if (!r->desc)
		r->desc_dma = 0;
	spin_unlock(&r->lock);
}

/* one free, two locks above it */
static void shared_free(struct ring *r)
{
	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma); /* expect: dma/atomic-context frees coherent memory with interrupts disabled */
}

void shared_reset(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	shared_free(r);
	spin_unlock_irqrestore(&r->lock, flags);
}

void shared_stop(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags); /* expect-note: 'spin_lock_irqsave' begins another one */
	shared_free(r); /* expect-note: 'shared_free' is called there */
	spin_unlock_irqrestore(&r->lock, flags);
}
