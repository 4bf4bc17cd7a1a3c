// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors whose body may be read before their flag. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

#define DESC_OWN 0x80000000
#define SLOT_EMPTY (~0ull)

struct back_desc {
	u32 status;
	u32 len;
	u32 hash;
};

struct slot {
	__le64 info;
	__le64 state;
};

struct back {
	struct device *dev;
	struct back_desc *desc;
	dma_addr_t desc_dma;
	union {
		void *slots;
		struct slot *slot;
	};
	dma_addr_t slot_dma;
	unsigned int tail;
	u32 bytes, hash;
};

int back_create(struct back *r)
{
	r->slots = dma_alloc_coherent(r->dev, 4096, &r->slot_dma, GFP_KERNEL);
	if (!r->slots)
		return -ENOMEM;
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, GFP_KERNEL);
	return r->desc ? 0 : -ENOMEM;
}

static void back_give(struct back *r, struct back_desc *d)
{
	d->len = 0;
	dma_wmb();
	d->status = DESC_OWN;
}

/* one barrier is missing, however much is read */
int back_poll(struct back *r)
{
	struct back_desc *d = &r->desc[r->tail];

	if (d->status & DESC_OWN)
		return 0;
	r->bytes += d->len; /* expect: dma/descriptor-order 'len' of a 'struct back_desc' is read with no barrier after the test of 'status' */
	r->hash = d->hash;
	back_give(r, d);
	r->tail++;
	return 1;
}

/* the word tested is a copy; the body of one turn */
int back_poll_all(struct back *r)
{
	int n = 0;

	while (n < 16) {
		struct back_desc *d = &r->desc[r->tail];
		u32 status = d->status;

		if (status & DESC_OWN)
			break;
		if (status & 1)
			r->hash = d->hash; /* expect: dma/descriptor-order 'hash' of a 'struct back_desc' */
		r->tail++;
		n++;
	}
	return n;
}

static bool slot_is_empty(void *slot)
{
	__le64 *words = slot;

	return words[1] == (__le64)SLOT_EMPTY;
}

static void slot_mark_empty(void *slot)
{
	__le64 *words = slot;

	words[1] = (__le64)SLOT_EMPTY;
}

static u32 slot_length(const struct slot *s)
{
	return (u32)s->info;
}

/* tested by one function, read by another */
void slot_poll(struct back *r)
{
	struct slot *s = &r->slot[r->tail];

	if (slot_is_empty(s))
		return;
	r->bytes += slot_length(s); /* expect: dma/descriptor-order 'info' of a 'struct slot' is read with no barrier after the test of 'state' */
	slot_mark_empty(s);
}

/* the device alone writes it: nothing tells that the bit hands over */
struct report {
	u32 phase;
	u32 value;
};

struct reports {
	struct report *report;
	dma_addr_t dma;
};

int reports_create(struct device *dev, struct reports *r)
{
	r->report = dma_alloc_coherent(dev, 4096, &r->dma, GFP_KERNEL);
	return r->report ? 0 : -ENOMEM;
}

u32 reports_take(struct reports *r, unsigned int at)
{
	if (!(r->report[at].phase & 1))
		return 0;
	return r->report[at].value; /* miss: dma/descriptor-order no store to the word that is tested */
}
