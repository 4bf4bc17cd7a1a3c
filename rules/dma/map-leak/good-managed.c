// SPDX-License-Identifier: GPL-2.0-or-later
/* Undone by an action of the device; and for as long as a library is there. */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/slab.h>

struct host {
	struct device *dev;
	void *bounce, *log;
	dma_addr_t bounce_dma, log_dma;
};

static void host_unmap(void *data)
{
	struct host *h = data;

	dma_unmap_single(h->dev, h->bounce_dma, 4096, DMA_TO_DEVICE);
}

int host_setup(struct host *h)
{
	h->bounce = devm_kmalloc(h->dev, 4096, GFP_KERNEL);
	if (!h->bounce)
		return -ENOMEM;
	h->bounce_dma = dma_map_single(h->dev, h->bounce, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(h->dev, h->bounce_dma))
		return -ENOMEM;
	return devm_add_action_or_reset(h->dev, host_unmap, h);
}
EXPORT_SYMBOL_GPL(host_setup);

/* nobody frees the memory either */
int host_log(struct host *h)
{
	h->log = kmalloc(4096, GFP_KERNEL);
	if (!h->log)
		return -ENOMEM;
	h->log_dma = dma_map_single(h->dev, h->log, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(h->dev, h->log_dma)) {
		kfree(h->log);
		return -ENOMEM;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(host_log);
