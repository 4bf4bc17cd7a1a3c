// SPDX-License-Identifier: GPL-2.0-or-later
/* Given back as it was taken, by another spelling or on another path. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>

struct desc {
	__le64 addr;
	__le64 flags;
};

int start_engine(dma_addr_t ring, dma_addr_t status);

int same_size(struct device *dev, unsigned int n)
{
	size_t size = n * sizeof(struct desc);
	struct desc *ring;
	dma_addr_t dma;

	ring = dma_alloc_coherent(dev, size, &dma, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	if (!start_engine(dma, 0))
		return 0;
	dma_free_coherent(dev, sizeof(*ring) * n, ring, dma);
	return -EIO;
}

/* a smaller one when the large one cannot be had */
int fall_back(struct device *dev)
{
	size_t size = 65536;
	dma_addr_t dma;
	void *ring = dma_alloc_coherent(dev, size, &dma, GFP_KERNEL);

	if (!ring) {
		size = 4096;
		ring = dma_alloc_coherent(dev, size, &dma, GFP_KERNEL);
	}
	if (!ring)
		return -ENOMEM;
	if (!start_engine(dma, 0))
		return 0;
	dma_free_coherent(dev, size, ring, dma);
	return -EIO;
}

/* part of it is used elsewhere; the whole is freed */
int inside(struct device *dev)
{
	dma_addr_t dma;
	struct desc *ring = dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	if (!start_engine(dma, dma + 2048))
		return 0;
	dma_free_coherent(dev, 4096, ring, dma);
	return -EIO;
}

int pooled(struct dma_pool *pool)
{
	dma_addr_t dma;
	void *block = dma_pool_zalloc(pool, GFP_KERNEL, &dma);

	if (!block)
		return -ENOMEM;
	if (!start_engine(dma, 0))
		return 0;
	dma_pool_free(pool, block, dma);
	return -EIO;
}

struct engine {
	struct device *dev;
	u32 version;
	dma_addr_t dma;
};

static bool is_wide(struct engine *e)
{
	if (e->version < 2)
		return false;
	return true;
}

/* asked twice, answered alike */
int by_version(struct engine *e, unsigned int n)
{
	void *ring;

	if (is_wide(e))
		ring = dma_alloc_coherent(e->dev, n * 32, &e->dma, GFP_KERNEL);
	else
		ring = dma_alloc_coherent(e->dev, n * 16, &e->dma, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	if (!start_engine(e->dma, 0))
		return 0;
	if (is_wide(e))
		dma_free_coherent(e->dev, n * 32, ring, e->dma);
	else
		dma_free_coherent(e->dev, n * 16, ring, e->dma);
	return -EIO;
}
