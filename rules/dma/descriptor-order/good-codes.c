// SPDX-License-Identifier: GPL-2.0-or-later
/* Words that say what became of a command hand nothing over. */
#include <linux/dma-mapping.h>

#define RESULT_LOCKED 0x1234
#define RESULT_STATUS 7

struct result {
	__le32 code;
	__le32 residue;
	__le32 sense;
};

struct queue {
	struct device *dev;
	struct result *results;
	dma_addr_t dma;
};

int queue_setup(struct queue *q)
{
	q->results = dma_alloc_coherent(q->dev, 64 * sizeof(*q->results),
					&q->dma, GFP_KERNEL);
	return q->results ? 0 : -ENOMEM;
}

void queue_clear(struct queue *q, int i)
{
	q->results[i].code = 0;
	q->results[i].residue = 0;
}

/* one of many numbers */
u32 queue_residue(struct queue *q, int i)
{
	struct result *r = &q->results[i];

	if (r->code == RESULT_LOCKED)
		return 0;
	return r->residue;
}

/* 0 is one of them */
u32 queue_sense(struct queue *q, int i)
{
	struct result *r = &q->results[i];

	if (r->code == 0)
		return 0;
	if (r->code == RESULT_STATUS)
		return r->sense;
	return ~0u;
}

void queue_teardown(struct queue *q)
{
	dma_free_coherent(q->dev, 64 * sizeof(*q->results), q->results, q->dma);
}
