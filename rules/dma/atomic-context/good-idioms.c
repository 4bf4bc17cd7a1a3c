// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks beside allocations that are right. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct ring {
	struct device *dev;
	struct dma_pool *pool;
	spinlock_t lock;
	void *desc;
	dma_addr_t desc_dma;
};

int with_atomic(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_ATOMIC);
	spin_unlock_irqrestore(&r->lock, flags);
	return r->desc ? 0 : -ENOMEM;
}

/* interrupts stay enabled: below a plain lock coherent memory may be freed */
void below_plain_lock(struct ring *r)
{
	spin_lock(&r->lock);
	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma);
	spin_unlock(&r->lock);
}

/* the lock is left on each way to the allocation */
int after_unlock(struct ring *r)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	if (r->desc) {
		spin_unlock_irqrestore(&r->lock, flags);
		return 0;
	}
	spin_unlock_irqrestore(&r->lock, flags);
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

/* dropped in the callee, and taken again */
static void *drop_and_alloc(struct ring *r)
{
	void *block;

	spin_unlock(&r->lock);
	block = dma_pool_alloc(r->pool, GFP_KERNEL, &r->desc_dma);
	spin_lock(&r->lock);
	return block;
}

void *dropped(struct ring *r)
{
	void *block;

	spin_lock(&r->lock);
	block = drop_and_alloc(r);
	spin_unlock(&r->lock);
	return block;
}

/* the caller says whether it may sleep */
static void *alloc_for(struct ring *r, bool atomic)
{
	if (atomic)
		return dma_pool_alloc(r->pool, GFP_ATOMIC, &r->desc_dma);
	return dma_pool_alloc(r->pool, GFP_KERNEL, &r->desc_dma);
}

void *told(struct ring *r)
{
	void *block;

	spin_lock(&r->lock);
	block = alloc_for(r, true);
	spin_unlock(&r->lock);
	return block ?: alloc_for(r, false);
}

static void *alloc_with(struct ring *r, gfp_t gfp)
{
	return dma_pool_alloc(r->pool, gfp, &r->desc_dma);
}

void *told_by_mask(struct ring *r)
{
	void *block;

	spin_lock(&r->lock);
	block = alloc_with(r, GFP_ATOMIC);
	spin_unlock(&r->lock);
	return block ?: alloc_with(r, GFP_KERNEL);
}

/* both halves of the work have their lock, or none */
void *sometimes(struct ring *r, bool locked)
{
	void *block;

	if (!locked)
		spin_lock(&r->lock);
	block = dma_pool_alloc(r->pool, GFP_ATOMIC, &r->desc_dma);
	if (!locked)
		spin_unlock(&r->lock);
	if (!block)
		block = dma_pool_alloc(r->pool, GFP_KERNEL, &r->desc_dma);
	return block;
}

/* the thread of an interrupt may sleep, and the handler only wakes it */
static irqreturn_t ring_irq(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t ring_thread(int irq, void *data)
{
	struct ring *r = data;

	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma);
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL);
	if (!r->desc)
		r->desc_dma = 0;
	return IRQ_HANDLED;
}

int ring_start(struct ring *r, int irq)
{
	return request_threaded_irq(irq, ring_irq, ring_thread, IRQF_ONESHOT,
				    "ring", r);
}

/* blocks of a pool may be freed anywhere */
void below_irqs_off(struct ring *r, void *block, dma_addr_t dma)
{
	local_irq_disable();
	dma_pool_free(r->pool, block, dma);
	local_irq_enable();
}
