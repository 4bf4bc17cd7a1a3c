// SPDX-License-Identifier: GPL-2.0-or-later
/* Words from the caller that hand nothing over, or do so in order. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/spinlock.h>

struct cell {
	__le32 word[4];
};

struct cells {
	struct device *dev;
	void __iomem *bell;
	spinlock_t lock;
	struct cell *cells;
	dma_addr_t dma;
	unsigned int at;
};

int cells_create(struct cells *q)
{
	q->cells = dma_alloc_coherent(q->dev, 4096, &q->dma, GFP_KERNEL);
	return q->cells ? 0 : -ENOMEM;
}

static void cells_put(struct cells *q, u32 a, u32 b, u32 control)
{
	struct cell *c = &q->cells[q->at];

	c->word[0] = cpu_to_le32(a);
	c->word[1] = cpu_to_le32(b);
	wmb();
	c->word[3] = cpu_to_le32(control);
	q->at++;
}

/* no function has a barrier before this word */
static void cells_fill(struct cell *c, u32 a, u32 b)
{
	c->word[0] = cpu_to_le32(a);
	c->word[1] = cpu_to_le32(b);
}

/* not the last store: the flag is given by what follows */
static void cells_put_late(struct cells *q, u32 a, u32 control, u32 cycle)
{
	struct cell *c = &q->cells[q->at];

	c->word[0] = cpu_to_le32(a);
	c->word[3] = cpu_to_le32(control);
	wmb();
	c->word[3] |= cpu_to_le32(cycle);
}

/* filled as still the driver's: the caller gives it */
static void cells_prepare(struct cell *c, u32 a, u32 control)
{
	c->word[0] = cpu_to_le32(a);
	c->word[3] = cpu_to_le32(control);
}

void cells_transfer(struct cells *q, u32 a, u32 control, u32 cycle)
{
	struct cell *c = &q->cells[q->at];

	spin_lock(&q->lock);
	cells_prepare(c, a, control);
	wmb();
	if (cycle)
		c->word[3] |= cpu_to_le32(1);
	else
		c->word[3] &= cpu_to_le32(~1);
	spin_unlock(&q->lock);
}

void cells_command(struct cells *q, u32 command, u32 cycle)
{
	spin_lock(&q->lock);
	cells_put(q, command, 0, cycle | 4);
	cells_fill(&q->cells[q->at], command, 0);
	cells_put_late(q, command, 4, cycle);
	spin_unlock(&q->lock);
}
