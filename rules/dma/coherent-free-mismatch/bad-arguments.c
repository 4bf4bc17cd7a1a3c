// SPDX-License-Identifier: GPL-2.0-or-later
/* Coherent memory that is given back as something else. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>

#define RING_SIZE 512
#define STATUS_SIZE 64

int start_engine(dma_addr_t ring, dma_addr_t status);

int other_size(struct device *dev)
{
	dma_addr_t dma;
	void *ring = dma_alloc_coherent(dev, RING_SIZE * 16, &dma, GFP_KERNEL);
	int ret;

	if (!ring)
		return -ENOMEM;
	ret = start_engine(dma, 0);
	if (ret)
		dma_free_coherent(dev, RING_SIZE, ring, dma); /* expect: dma/coherent-free-mismatch another size */
	return ret;
}

int other_handle(struct device *dev)
{
	dma_addr_t ring_dma, status_dma;
	void *ring, *status;

	ring = dma_alloc_coherent(dev, RING_SIZE, &ring_dma, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	status = dma_alloc_coherent(dev, STATUS_SIZE, &status_dma, GFP_KERNEL);
	if (!status)
		goto free_ring;
	if (!start_engine(ring_dma, status_dma))
		return 0;
	dma_free_coherent(dev, STATUS_SIZE, status, ring_dma); /* expect: dma/coherent-free-mismatch another DMA address */
free_ring:
	dma_free_coherent(dev, RING_SIZE, ring, ring_dma);
	return -EIO;
}

int other_family(struct device *dev, struct dma_pool *pool)
{
	dma_addr_t dma;
	void *block = dma_pool_alloc(pool, GFP_KERNEL, &dma);

	if (!block)
		return -ENOMEM;
	if (!start_engine(dma, 0))
		return 0;
	dma_free_coherent(dev, STATUS_SIZE, block, dma); /* expect: dma/coherent-free-mismatch another family */
	return -EIO;
}
