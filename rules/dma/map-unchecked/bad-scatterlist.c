// SPDX-License-Identifier: GPL-2.0-or-later
/* Scatterlists whose mapping may have failed. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/scatterlist.h>

void engine_start(void __iomem *regs, struct scatterlist *sg);

int sg_dropped(struct device *dev, void __iomem *regs, struct scatterlist *sg,
	       int n)
{
	dma_map_sg(dev, sg, n, DMA_TO_DEVICE); /* expect: dma/map-unchecked not tested for 0 */
	engine_start(regs, sg);
	return 0;
}

int sgtable_dropped(struct device *dev, void __iomem *regs,
		    struct sg_table *sgt)
{
	dma_map_sgtable(dev, sgt, DMA_FROM_DEVICE, 0); /* expect: dma/map-unchecked not tested for an error */
	engine_start(regs, sgt->sgl);
	return 0;
}

struct job {
	struct device *dev;
	void __iomem *regs;
	struct scatterlist *sg;
	int nents, mapped;
};

/* kept, and tested by nobody: the engine is started with nothing */
void job_start(struct job *job)
{
	job->mapped = dma_map_sg(job->dev, job->sg, job->nents, DMA_TO_DEVICE); /* expect: dma/map-unchecked not tested for 0 */
	writel(job->mapped, job->regs);
}

void job_done(struct job *job)
{
	dma_unmap_sg(job->dev, job->sg, job->nents, DMA_TO_DEVICE);
}
