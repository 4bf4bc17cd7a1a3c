// SPDX-License-Identifier: GPL-2.0-or-later
/* What another function has mapped is freed first, and unmapped then. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct slot {
	struct device *dev;
	void *buf;
	dma_addr_t dma;
};

int slot_fill(struct slot *s)
{
	s->buf = kmalloc(64, GFP_KERNEL);
	if (!s->buf)
		return -ENOMEM;
	s->dma = dma_map_single(s->dev, s->buf, 64, DMA_FROM_DEVICE);
	if (dma_mapping_error(s->dev, s->dma)) {
		kfree(s->buf);
		return -ENOMEM;
	}
	return 0;
}

void slot_clear(struct slot *s)
{
	kfree(s->buf); /* expect: dma/free-while-mapped 'kfree' frees memory that is mapped for a device */
	dma_unmap_single(s->dev, s->dma, 64, DMA_FROM_DEVICE); /* expect-note: unmapped only here */
}
