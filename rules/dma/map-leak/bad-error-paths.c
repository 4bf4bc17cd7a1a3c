// SPDX-License-Identifier: GPL-2.0-or-later
/* Left behind where something else fails. */
#include <linux/dma-mapping.h>

struct dev_state {
	struct device *dev;
	void *table;
	dma_addr_t table_dma;
	bool ready;
};

int start(struct dev_state *s);
int push(dma_addr_t a, dma_addr_t b);

/* the second fails, the first stays */
int two_buffers(struct dev_state *s, void *a, void *b)
{
	dma_addr_t x, y;

	x = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE); /* expect: dma/map-leak the mapping of 'dma_map_single' is not undone on an error path */
	if (dma_mapping_error(s->dev, x))
		return -ENOMEM;
	y = dma_map_single(s->dev, b, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, y))
		return -ENOMEM; /* expect-note: 'two_buffers' returns here and leaves it behind */
	push(x, y);
	dma_unmap_single(s->dev, y, 64, DMA_TO_DEVICE);
	dma_unmap_single(s->dev, x, 64, DMA_TO_DEVICE);
	return 0;
}

/* a way out that knows of no mapping */
int not_ready(struct dev_state *s, void *a)
{
	dma_addr_t x = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE); /* expect: dma/map-leak */

	if (dma_mapping_error(s->dev, x))
		return -ENOMEM;
	if (!s->ready)
		return -EBUSY;
	push(x, 0);
	dma_unmap_single(s->dev, x, 64, DMA_TO_DEVICE);
	return 0;
}

static int map_table(struct dev_state *s, void *table, dma_addr_t *addr)
{
	*addr = dma_map_single(s->dev, table, 64, DMA_TO_DEVICE); /* expect: dma/map-leak */
	return dma_mapping_error(s->dev, *addr) ? -ENOMEM : 0;
}

/* made in a helper */
int with_helper(struct dev_state *s, void *table)
{
	dma_addr_t addr;
	int ret;

	ret = map_table(s, table, &addr); /* expect-note: made through this call */
	if (ret)
		return ret;
	ret = start(s);
	if (ret)
		return -EIO;
	dma_unmap_single(s->dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}

/* coherent memory too */
int with_table(struct dev_state *s)
{
	dma_addr_t dma;
	void *table = dma_alloc_coherent(s->dev, 4096, &dma, GFP_KERNEL); /* expect: dma/map-leak the memory of 'dma_alloc_coherent' is not freed */

	if (!table)
		return -ENOMEM;
	if (start(s))
		return -EIO;
	s->table = table;
	s->table_dma = dma;
	return 0;
}

/* nobody looks for what is lost on a path that succeeds */
int forgotten(struct dev_state *s, void *a)
{
	dma_addr_t x = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE); /* miss: dma/map-leak paths that succeed are left alone */

	if (dma_mapping_error(s->dev, x))
		return -ENOMEM;
	return 0;
}
