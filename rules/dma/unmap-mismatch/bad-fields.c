// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapped in one function, undone in another: through a field. */
#include <linux/dma-mapping.h>

struct engine {
	struct device *dev;
	void *cmd;
	dma_addr_t cmd_dma;
};

int engine_start(struct engine *e)
{
	e->cmd_dma = dma_map_single(e->dev, e->cmd, 64, DMA_TO_DEVICE);
	return dma_mapping_error(e->dev, e->cmd_dma);
}

void engine_stop(struct engine *e)
{
	dma_unmap_single(e->dev, e->cmd_dma, 32, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch size 32, it was made with 64 */
}

/* the same within one function */
int engine_once(struct engine *e)
{
	int ret = engine_start(e);

	if (ret)
		return ret;
	e->cmd_dma = dma_map_single(e->dev, e->cmd, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, e->cmd_dma))
		return -ENOMEM;
	dma_unmap_single(e->dev, e->cmd_dma, 32, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch size 32 */
	return 0;
}

struct host {
	struct device *dev;
	struct device class_dev;
	struct scatterlist *sg;
	int sg_len, sg_count;
	dma_addr_t bounce, page_dma;
	enum dma_data_direction dir;
	size_t bounce_size;
};

int host_map(struct host *host)
{
	host->sg_count = dma_map_sg(host->dev, host->sg, host->sg_len,
				    DMA_FROM_DEVICE);
	return host->sg_count ? 0 : -ENOMEM;
}

/* what was returned is kept, and given back */
void host_unmap(struct host *host)
{
	dma_unmap_sg(host->dev, host->sg, host->sg_count, DMA_FROM_DEVICE); /* expect: dma/unmap-mismatch gets 'host.sg_count', the number of entries that 'dma_map_sg' returned */
}

int host_map_bounce(struct host *host, void *buf, struct page *page)
{
	host->dir = DMA_TO_DEVICE;
	host->bounce_size = 8192;
	host->bounce = dma_map_single(host->dev, buf, 4096, host->dir);
	if (dma_mapping_error(host->dev, host->bounce))
		return -ENOMEM;
	host->page_dma = dma_map_page(host->dev, page, 0, PAGE_SIZE,
				      DMA_FROM_DEVICE);
	return dma_mapping_error(host->dev, host->page_dma);
}

/* the size that is kept is that of the buffer, not of the mapping */
void host_unmap_bounce(struct host *host)
{
	dma_unmap_single(host->dev, host->bounce, host->bounce_size, /* expect: dma/unmap-mismatch size 8192 */
			 DMA_TO_DEVICE);
}

void host_unmap_reading(struct host *host)
{
	dma_unmap_single(host->dev, host->bounce, 4096, DMA_FROM_DEVICE); /* expect: dma/unmap-mismatch direction DMA_FROM_DEVICE, it was made with DMA_TO_DEVICE */
}

void host_unmap_page(struct host *host)
{
	dma_unmap_resource(host->dev, host->page_dma, PAGE_SIZE, /* expect: dma/unmap-mismatch function */
			   DMA_FROM_DEVICE, 0);
}

/* two directions to make it, and a third one to undo it */
struct slot {
	struct device *dev;
	dma_addr_t dma;
};

int slot_map(struct slot *s, void *buf, bool out)
{
	s->dma = out ? dma_map_single(s->dev, buf, 64, DMA_TO_DEVICE) :
		       dma_map_single(s->dev, buf, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(s->dev, s->dma);
}

void slot_unmap(struct slot *s)
{
	dma_unmap_single(s->dev, s->dma, 64, DMA_BIDIRECTIONAL); /* expect: dma/unmap-mismatch direction DMA_BIDIRECTIONAL */
}

struct work {
	struct device *dev;
	struct scatterlist sg[16];
	int nents;
};

void work_fill(struct work *w, int n)
{
	w->nents = n;
}

/* the original number is gone */
int work_map(struct work *w)
{
	w->nents = dma_map_sg(w->dev, w->sg, w->nents, DMA_TO_DEVICE);
	return w->nents ? 0 : -ENOMEM;
}

void work_unmap(struct work *w)
{
	dma_unmap_sg(w->dev, w->sg, w->nents, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch gets 'work.nents' */
}
