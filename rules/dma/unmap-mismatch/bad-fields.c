// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapped in one function, undone in another: through a field. */
#include <linux/dma-mapping.h>

struct engine {
	struct device *dev;
	void *cmd;
	dma_addr_t cmd_dma;
};

int engine_start(struct engine *e)
{
	e->cmd_dma = dma_map_single(e->dev, e->cmd, 64, DMA_TO_DEVICE);
	return dma_mapping_error(e->dev, e->cmd_dma);
}

void engine_stop(struct engine *e)
{
	dma_unmap_single(e->dev, e->cmd_dma, 32, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch size 32, it was made with 64 */
}

/* the same within one function */
int engine_once(struct engine *e)
{
	int ret = engine_start(e);

	if (ret)
		return ret;
	e->cmd_dma = dma_map_single(e->dev, e->cmd, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, e->cmd_dma))
		return -ENOMEM;
	dma_unmap_single(e->dev, e->cmd_dma, 32, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch size 32 */
	return 0;
}
