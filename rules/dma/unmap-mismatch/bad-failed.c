// SPDX-License-Identifier: GPL-2.0-or-later
/* Cleaning up after a mapping that failed undoes that one. */
#include <linux/dma-mapping.h>

struct part {
	void *virt;
	size_t size;
	dma_addr_t dma;
};

int all_parts(struct device *dev, struct part *parts, int n)
{
	int i, j;

	for (i = 0; i < n; i++) {
		parts[i].dma = dma_map_single(dev, parts[i].virt, parts[i].size,
					      DMA_BIDIRECTIONAL);
		if (dma_mapping_error(dev, parts[i].dma))
			goto undo;
	}
	return 0;
undo:
	for (j = 0; j < i; j++)
		dma_unmap_single(dev, parts[i].dma, parts[i].size, /* expect: dma/unmap-mismatch 'dma_unmap_single' undoes a mapping that failed */
				 DMA_BIDIRECTIONAL);
	return -ENOMEM;
}

int one_part(struct device *dev, void *p, size_t len)
{
	dma_addr_t dma = dma_map_single(dev, p, len, DMA_TO_DEVICE);
	int err = 0;

	if (dma_mapping_error(dev, dma)) {
		err = -ENOMEM;
		goto out;
	}
out:
	dma_unmap_single(dev, dma, len, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch 'dma_unmap_single' undoes a mapping that failed */
	return err;
}

static dma_addr_t shared;

static int start(struct device *dev, void *p, size_t len)
{
	shared = dma_map_single(dev, p, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, shared))
		return -ENOMEM;
	return 0;
}

/* the answer is known, and not asked for */
int in_a_variable(struct device *dev, void *p, size_t len)
{
	int err = start(dev, p, len);

	dma_unmap_single(dev, shared, len, DMA_FROM_DEVICE); /* expect: dma/unmap-mismatch 'dma_unmap_single' undoes a mapping that failed */
	return err;
}

static int fill(struct device *dev, struct part *part)
{
	part->dma = dma_map_single(dev, part->virt, part->size,
				   DMA_FROM_DEVICE);
	return dma_mapping_error(dev, part->dma) ? -ENOMEM : 0;
}

int in_a_field(struct device *dev, struct part *part)
{
	int err = fill(dev, part);

	dma_unmap_single(dev, part->dma, part->size, DMA_FROM_DEVICE); /* expect: dma/unmap-mismatch 'dma_unmap_single' undoes a mapping that failed */
	return err;
}
