// SPDX-License-Identifier: GPL-2.0-or-later
/* One request at a time: mapped, programmed, unmapped when it is done. */
#include <linux/interrupt.h>
#include <linux/io.h>

#include "sg_engine.h"

static void sg_engine_program(struct sg_engine *e, struct sg_engine_request *rq)
{
	u32 start = rq->mapped;
	struct scatterlist *sg;
	int i;

	for_each_sg(rq->sg, sg, rq->mapped, i) {
		e->segments[i].addr = cpu_to_le64(sg_dma_address(sg));
		e->segments[i].len = cpu_to_le32(sg_dma_len(sg));
	}
	if (rq->dir == DMA_TO_DEVICE)
		start |= SG_ENGINE_WRITE;
	dma_wmb();
	writel(start, e->regs + SG_ENGINE_START);
}

/* Start a request; its callback is called when it is done, in interrupt. */
int sg_engine_submit(struct sg_engine *e, struct sg_engine_request *rq)
{
	unsigned long flags;
	int ret = 0;

	if (rq->nents > SG_ENGINE_SEGMENTS)
		return -E2BIG;
	rq->mapped = dma_map_sg(e->dev, rq->sg, rq->nents, rq->dir);
	if (!rq->mapped)
		return -ENOMEM;

	spin_lock_irqsave(&e->lock, flags);
	if (e->running) {
		ret = -EBUSY;
	} else {
		e->running = rq;
		sg_engine_program(e, rq);
	}
	spin_unlock_irqrestore(&e->lock, flags);
	if (ret)
		dma_unmap_sg(e->dev, rq->sg, rq->nents, rq->dir);
	return ret;
}

irqreturn_t sg_engine_irq(int irq, void *data)
{
	struct sg_engine *e = data;
	struct sg_engine_request *rq;
	u32 status = readl(e->regs + SG_ENGINE_STATUS);

	if (!(status & SG_ENGINE_DONE))
		return IRQ_NONE;
	writel(status, e->regs + SG_ENGINE_STATUS);

	spin_lock(&e->lock);
	rq = e->running;
	e->running = NULL;
	spin_unlock(&e->lock);
	if (!rq)
		return IRQ_HANDLED;

	dma_unmap_sg(e->dev, rq->sg, rq->nents, rq->dir);
	rq->result = status & SG_ENGINE_ERROR ? -EIO : 0;
	rq->done(rq);
	return IRQ_HANDLED;
}
