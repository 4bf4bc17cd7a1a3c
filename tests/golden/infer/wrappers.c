// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that forward to modelled ones, and some that only seem to. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>

struct ring {
	struct device *dev;
	struct dma_pool *pool;
	unsigned int maps;
	dma_addr_t last;
};

/* the device out of a record, a direction that is fixed, a pair */
dma_addr_t ring_map(struct ring *r, void *p, size_t len)
{
	r->maps++;
	return dma_map_single(r->dev, p, len, DMA_TO_DEVICE);
}

void ring_unmap(struct ring *r, dma_addr_t dma, size_t len)
{
	if (dma == DMA_MAPPING_ERROR)
		return;
	dma_unmap_single(r->dev, dma, len, DMA_TO_DEVICE);
}

int ring_map_failed(struct ring *r, dma_addr_t dma)
{
	return dma_mapping_error(r->dev, dma) ? -ENOMEM : 0;
}

/* out through a pointer, tested here */
int ring_map_tested(struct ring *r, void *p, size_t len, dma_addr_t *out)
{
	struct device *dev = r->dev;
	dma_addr_t dma = dma_map_single(dev, p, len, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, dma)) {
		dev_err(dev, "cannot map %zu bytes\n", len);
		return -ENOMEM;
	}
	*out = dma;
	return 0;
}

/* a wrapper of a wrapper, with another contract */
dma_addr_t ring_map_or_0(struct ring *r, void *p, size_t len)
{
	dma_addr_t dma = ring_map(r, p, len);

	return dma_mapping_error(r->dev, dma) ? 0 : dma;
}

void *ring_alloc(struct ring *r, gfp_t gfp, dma_addr_t *dma)
{
	void *p = dma_pool_zalloc(r->pool, gfp, dma);

	if (!p)
		return ERR_PTR(-ENOMEM);
	return p;
}

void ring_free(struct ring *r, void *p, dma_addr_t dma)
{
	dma_pool_free(r->pool, p, dma);
}

static void sync_byte(struct device *dev, dma_addr_t dma)
{
	dma_sync_single_for_cpu(dev, dma, 1, DMA_FROM_DEVICE);
}

/* it keeps what it maps: its caller has nothing to undo */
int ring_keep(struct ring *r, void *p, size_t len)
{
	r->last = dma_map_single(r->dev, p, len, DMA_TO_DEVICE);
	sync_byte(r->dev, r->last);
	return dma_mapping_error(r->dev, r->last) ? -ENOMEM : 0;
}

/* not always, and the caller does not say when */
void ring_unmap_first(struct ring *r, dma_addr_t dma, size_t len)
{
	if (r->maps--)
		dma_unmap_single(r->dev, dma, len, DMA_TO_DEVICE);
}

/* more than one */
void ring_unmap_all(struct ring *r, dma_addr_t *dma, int n, size_t len)
{
	while (n--)
		dma_unmap_single(r->dev, dma[n], len, DMA_TO_DEVICE);
}

/* what it undoes is no argument: no row can say it */
void ring_unmap_last(struct ring *r, size_t len)
{
	dma_unmap_single(r->dev, r->last, len, DMA_TO_DEVICE);
}

void ring_kick(struct ring *r, dma_addr_t dma);
dma_addr_t ring_window(struct ring *r, unsigned int n);

void ring_start(struct ring *r, void *p, size_t len)
{
	dma_addr_t dma = ring_map(r, p, len);

	if (!ring_map_failed(r, dma))
		ring_kick(r, dma);
	ring_kick(r, ring_window(r, 0));
}
