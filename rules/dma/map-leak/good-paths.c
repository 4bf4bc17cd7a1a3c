// SPDX-License-Identifier: GPL-2.0-or-later
/* Undone, kept or handed on. */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>

struct dev_state {
	struct device *dev;
	void *table;
	dma_addr_t table_dma;
	dma_addr_t ring[8];
	bool ready;
};

int start(struct dev_state *s);
int push(dma_addr_t a, dma_addr_t b);
int take(struct dev_state *s, dma_addr_t a);

int two_buffers(struct dev_state *s, void *a, void *b)
{
	dma_addr_t x, y;
	int ret = -ENOMEM;

	x = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, x))
		return ret;
	y = dma_map_single(s->dev, b, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, y))
		goto undo;
	ret = push(x, y);
	dma_unmap_single(s->dev, y, 64, DMA_TO_DEVICE);
undo:
	dma_unmap_single(s->dev, x, 64, DMA_TO_DEVICE);
	return ret;
}

/* whoever got it keeps it, or does not */
int given_away(struct dev_state *s, void *a)
{
	dma_addr_t x = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(s->dev, x))
		return -ENOMEM;
	if (take(s, x))
		return -EIO;
	return 0;
}

/* found again in the structure */
int kept(struct dev_state *s, void *a)
{
	s->table_dma = dma_map_single(s->dev, a, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, s->table_dma))
		return -ENOMEM;
	return start(s);
}

/* managed memory goes with the device */
int managed(struct dev_state *s)
{
	dma_addr_t dma;
	void *table = dmam_alloc_coherent(s->dev, 4096, &dma, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (start(s))
		return -EIO;
	s->table = table;
	s->table_dma = dma;
	return 0;
}

static void *table_alloc(struct dev_state *s, dma_addr_t *dma)
{
	void *table = dma_alloc_coherent(s->dev, 4096, dma, GFP_KERNEL);

	return table ? table : ERR_PTR(-ENOMEM);
}

static void table_free(struct dev_state *s, void *table, dma_addr_t dma)
{
	if (IS_ERR_OR_NULL(table))
		return;
	dma_free_coherent(s->dev, 4096, table, dma);
}

/* made and undone in helpers */
int helpers(struct dev_state *s)
{
	dma_addr_t dma;
	void *table = table_alloc(s, &dma);

	if (IS_ERR(table))
		return PTR_ERR(table);
	if (start(s)) {
		table_free(s, table, dma);
		return -EIO;
	}
	s->table = table;
	s->table_dma = dma;
	return 0;
}

/* as far as it came */
int ring_fill(struct dev_state *s, void *buf)
{
	int i;

	for (i = 0; i < 8; i++) {
		s->ring[i] = dma_map_single(s->dev, buf, 64, DMA_TO_DEVICE);
		if (dma_mapping_error(s->dev, s->ring[i]))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(s->dev, s->ring[i], 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* the address can be told from the memory, which is handed on */
static void *level_alloc(struct dev_state *s)
{
	void *level = (void *)get_zeroed_page(GFP_KERNEL);
	dma_addr_t dma;

	if (!level)
		return NULL;
	dma = dma_map_single(s->dev, level, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, dma)) {
		free_page((unsigned long)level);
		return NULL;
	}
	return level;
}

int level_install(struct dev_state *s, void **slot)
{
	void *level = level_alloc(s);

	if (!level)
		return -ENOMEM;
	*slot = level;
	return start(s) ? -EEXIST : 0;
}
