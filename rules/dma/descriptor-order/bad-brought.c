// SPDX-License-Identifier: GPL-2.0-or-later
/* The word that hands over comes from the caller: another function shows by its
 * barrier which word that is. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#define ENTRY_CYCLE 1

struct entry {
	__le32 word[4];
};

struct queue {
	struct device *dev;
	void __iomem *bell;
	spinlock_t lock;
	struct entry *entries;
	dma_addr_t dma;
	unsigned int at;
};

int queue_create(struct queue *q)
{
	q->entries = dma_alloc_coherent(q->dev, 4096, &q->dma, GFP_KERNEL);
	return q->entries ? 0 : -ENOMEM;
}

/* the first entry of several goes last */
void queue_start(struct queue *q, struct entry *first, u32 cycle)
{
	wmb();
	if (cycle)
		first->word[3] |= cpu_to_le32(cycle);
	else
		first->word[3] &= cpu_to_le32(~ENTRY_CYCLE);
	writel(1, q->bell);
}

static void queue_put(struct queue *q, u32 a, u32 b, u32 c, u32 control)
{
	struct entry *e = &q->entries[q->at];

	e->word[0] = cpu_to_le32(a);
	e->word[1] = cpu_to_le32(b);
	e->word[2] = cpu_to_le32(c);
	e->word[3] = cpu_to_le32(control); /* expect: dma/descriptor-order 'word[3]' hands a 'struct entry' over with no barrier after the store to 'word[0]' */
	q->at++;
}

void queue_command(struct queue *q, u32 command, u32 cycle)
{
	spin_lock(&q->lock);
	queue_put(q, command, 0, 0, cycle | 4);
	spin_unlock(&q->lock);
}
