// SPDX-License-Identifier: GPL-2.0-or-later
/* Cleaning up undoes what was mapped before the one that failed. */
#include <linux/dma-mapping.h>

struct part {
	void *virt;
	size_t size;
	dma_addr_t dma;
};

int all_parts(struct device *dev, struct part *parts, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		parts[i].dma = dma_map_single(dev, parts[i].virt, parts[i].size,
					      DMA_BIDIRECTIONAL);
		if (dma_mapping_error(dev, parts[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(dev, parts[i].dma, parts[i].size,
				 DMA_BIDIRECTIONAL);
	return -ENOMEM;
}

int two_parts(struct device *dev, struct part *a, struct part *b)
{
	a->dma = dma_map_single(dev, a->virt, a->size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, a->dma))
		return -ENOMEM;
	b->dma = dma_map_single(dev, b->virt, b->size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, b->dma)) {
		dma_unmap_single(dev, a->dma, a->size, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	dma_unmap_single(dev, b->dma, b->size, DMA_TO_DEVICE);
	dma_unmap_single(dev, a->dma, a->size, DMA_TO_DEVICE);
	return 0;
}

static dma_addr_t shared;

static bool start(struct device *dev, void *p, size_t len)
{
	shared = dma_map_single(dev, p, len, DMA_FROM_DEVICE);
	return !dma_mapping_error(dev, shared);
}

/* the function that maps says that it failed */
int in_a_variable(struct device *dev, void *p, size_t len)
{
	if (!start(dev, p, len))
		return -ENOMEM;
	dma_unmap_single(dev, shared, len, DMA_FROM_DEVICE);
	return 0;
}
