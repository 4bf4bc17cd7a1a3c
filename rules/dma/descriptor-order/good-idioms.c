// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors that are handed over in order, or not at all. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#define DESC_OWN 0x80000000

struct ring_desc {
	u32 status;
	u32 len;
};

struct shadow {
	u32 state;
	u32 len;
};

struct ring {
	struct device *dev;
	void __iomem *regs;
	spinlock_t lock;
	struct ring_desc *desc;
	struct shadow *shadow;
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
	return !(r->desc[r->tail].status & DESC_OWN) &&
	       !(r->shadow[r->tail].state & DESC_OWN);
}

void with_barrier(struct ring *r, u32 len)
{
	spin_lock(&r->lock);
	r->desc[r->head].len = len;
	dma_wmb();
	r->desc[r->head].status = DESC_OWN;
	spin_unlock(&r->lock);
}

/* a write to a register orders what comes before it */
void with_register(struct ring *r, u32 len)
{
	spin_lock(&r->lock);
	r->desc[r->head].len = len;
	writel(len, r->regs);
	r->desc[r->head].status = DESC_OWN;
	spin_unlock(&r->lock);
}

/* the flag of one, the body of the next */
void next_one(struct ring *r, u32 len)
{
	struct ring_desc *d;

	spin_lock(&r->lock);
	d = &r->desc[r->head];
	d->len = len;
	wmb();
	d->status = DESC_OWN;
	d = &r->desc[r->head + 1];
	d->status = DESC_OWN;
	spin_unlock(&r->lock);
}

/* the device does not run yet */
void ring_reset(struct ring *r)
{
	for (int i = 0; i < 16; i++) {
		r->desc[i].len = 64;
		r->desc[i].status = DESC_OWN;
	}
	writel(1, r->regs);
}

/* memory that no device sees */
void shadow_put(struct ring *r, u32 len)
{
	spin_lock(&r->lock);
	r->shadow[r->head].len = len;
	r->shadow[r->head].state = DESC_OWN;
	spin_unlock(&r->lock);
}

/* a bit that nobody waits for */
void other_bit(struct ring *r, u32 len)
{
	spin_lock(&r->lock);
	r->desc[r->head].len = len;
	r->desc[r->head].status = 0x10;
	spin_unlock(&r->lock);
}

/* taken back, not handed over */
void taken_back(struct ring *r)
{
	spin_lock(&r->lock);
	r->desc[r->head].len = 0;
	r->desc[r->head].status = 0;
	spin_unlock(&r->lock);
}
