// SPDX-License-Identifier: GPL-2.0-or-later
/* A library of drivers: the buffer goes with the device, its mapping stays. */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/slab.h>

struct host {
	struct device *dev;
	void *bounce;
	dma_addr_t bounce_dma;
	struct scatterlist *sg;
	int n_sg;
};

void host_setup(struct host *h)
{
	h->bounce = devm_kmalloc(h->dev, 4096, GFP_KERNEL);
	if (!h->bounce)
		return;
	h->bounce_dma = dma_map_single(h->dev, h->bounce, 4096, DMA_TO_DEVICE); /* expect: dma/map-leak the mapping of 'dma_map_single' in 'host.bounce_dma' is never undone */
	if (dma_mapping_error(h->dev, h->bounce_dma))
		h->bounce = NULL;
}
EXPORT_SYMBOL_GPL(host_setup);

/* of something else */
void host_done(struct host *h)
{
	dma_unmap_sg(h->dev, h->sg, h->n_sg, DMA_TO_DEVICE);
}
EXPORT_SYMBOL_GPL(host_done);
