// SPDX-License-Identifier: GPL-2.0-or-later
/* Undone on the way, and once more at the end. */
#include <linux/dma-mapping.h>

struct port {
	struct device *dev;
	void *buf;
	dma_addr_t dma;
	bool busy;
};

int port_kick(struct port *p, dma_addr_t addr);

int send_once(struct port *p, void *data, size_t len)
{
	dma_addr_t addr = dma_map_single(p->dev, data, len, DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(p->dev, addr))
		return -ENOMEM;
	ret = port_kick(p, addr);
	if (ret)
		dma_unmap_single(p->dev, addr, len, DMA_TO_DEVICE); /* expect-note: undone here by 'dma_unmap_single' */
	p->busy = false;
	dma_unmap_single(p->dev, addr, len, DMA_TO_DEVICE); /* expect: dma/double-unmap 'dma_unmap_single' undoes a mapping that is already undone */
	return ret;
}

static void port_unmap(struct port *p, size_t len)
{
	dma_unmap_single(p->dev, p->dma, len, DMA_FROM_DEVICE); /* miss: dma/double-unmap what keeps a called function from undoing again is not known in the caller */
}

/* the helper does it too */
int port_stop(struct port *p)
{
	dma_unmap_single(p->dev, p->dma, 64, DMA_FROM_DEVICE);
	port_unmap(p, 64);
	return 0;
}

/* given by value: whoever made it, it is one mapping */
void done(struct device *dev, dma_addr_t addr, size_t len, bool failed)
{
	if (failed)
		dma_unmap_single(dev, addr, len, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, len, DMA_TO_DEVICE); /* expect: dma/double-unmap */
}
