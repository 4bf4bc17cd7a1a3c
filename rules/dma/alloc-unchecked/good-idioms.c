// SPDX-License-Identifier: GPL-2.0-or-later
/* Tested, by one way or another. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct buf {
	void *cpu;
	dma_addr_t dma;
};

struct engine {
	struct device *dev;
	void __iomem *regs;
	u32 *ring, *status;
	dma_addr_t ring_dma, status_dma;
	struct buf bufs[4];
	void *scratch;
	dma_addr_t scratch_dma;
};

/* both at once */
int both(struct engine *e)
{
	e->ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL);
	e->status = dma_alloc_coherent(e->dev, 64, &e->status_dma, GFP_KERNEL);
	if (!e->ring || !e->status)
		return -ENOMEM;
	e->ring[0] = 0;
	e->status[0] = 0;
	return 0;
}

/* a helper that the caller asks */
static void *take(struct engine *e, struct buf *b, size_t size)
{
	b->cpu = dma_alloc_coherent(e->dev, size, &b->dma, GFP_KERNEL);
	return b->cpu;
}

int all(struct engine *e)
{
	int i;

	for (i = 0; i < 4; i++)
		if (!take(e, &e->bufs[i], 256))
			return -ENOMEM;
	memset(e->bufs[0].cpu, 0, 256);
	return 0;
}

/* may be missing: who uses it looks first */
int optional(struct engine *e)
{
	e->scratch = dma_alloc_coherent(e->dev, 4096, &e->scratch_dma,
					GFP_KERNEL);
	writel(1, e->regs);
	return 0;
}

int use_optional(struct engine *e)
{
	if (e->scratch)
		memset(e->scratch, 0, 4096);
	return 0;
}

int negated(struct engine *e)
{
	u32 *ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL);

	if (ring != NULL) {
		ring[1] = 1;
		e->ring = ring;
		return 0;
	}
	return -ENOMEM;
}
