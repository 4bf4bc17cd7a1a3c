// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors that are read in order, or whose order is no matter. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>

#define DESC_OWN 0x80000000
#define DESC_ERROR 0x10000000

struct back_desc {
	u32 status;
	u32 len;
	u64 addr;
	u64 cookie;
};

struct back {
	struct device *dev;
	void __iomem *regs;
	struct back_desc *desc;
	dma_addr_t desc_dma;
	unsigned int tail;
	u32 bytes;
};

int back_create(struct back *r)
{
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

void back_give(struct back *r, void *cookie)
{
	struct back_desc *d = &r->desc[r->tail];

	d->len = 0;
	d->cookie = (uintptr_t)cookie;
	dma_wmb();
	d->status = DESC_OWN;
}

int with_barrier(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (d->status & DESC_OWN)
		return 0;
	dma_rmb();
	r->bytes += d->len;
	return 1;
}

static void order(void)
{
	rmb();
}

int with_barrier_below(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (d->status & DESC_OWN)
		return 0;
	order();
	r->bytes += d->len;
	return 1;
}

/* a register told that it is done */
int with_register(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (!(readl(r->regs) & 1))
		return 0;
	if (d->status & DESC_ERROR)
		return 0;
	r->bytes += d->len;
	return 1;
}

/* the caller has ordered it */
static int check(struct back *r, struct back_desc *d)
{
	if (d->status & DESC_ERROR)
		return 0;
	r->bytes += d->len;
	return 1;
}

int checked(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (d->status & DESC_OWN)
		return 0;
	dma_rmb();
	return check(r, d);
}

/* one word tells all */
u32 one_word(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (d->status & DESC_OWN)
		return 0;
	return d->status & 0xffff;
}

/* what the driver put there for itself */
void sent(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];
	void *cookie;

	if (d->status & DESC_OWN)
		return;
	cookie = (void *)(uintptr_t)d->cookie;
	dma_unmap_single(r->dev, d->addr, 64, DMA_TO_DEVICE);
	kfree(cookie);
}

/* no way leaves it alone */
u32 sum(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	return d->status & DESC_ERROR ? d->len + 1 : d->len;
}
