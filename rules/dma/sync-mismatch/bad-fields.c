// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapped in one function, synced in another. */
#include <linux/dma-mapping.h>

struct rx {
	struct device *dev;
	u8 *data;
	dma_addr_t dma;
	u8 *table;
	dma_addr_t table_dma;
};

int rx_start(struct rx *rx)
{
	rx->dma = dma_map_single(rx->dev, rx->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(rx->dev, rx->dma))
		return -ENOMEM;
	rx->table = dma_alloc_coherent(rx->dev, 512, &rx->table_dma,
				       GFP_KERNEL);
	if (rx->table)
		return 0;
	dma_unmap_single(rx->dev, rx->dma, 2048, DMA_FROM_DEVICE);
	return -ENOMEM;
}

int rx_poll(struct rx *rx)
{
	int ret;

	dma_sync_single_for_cpu(rx->dev, rx->dma, 2048, DMA_BIDIRECTIONAL); /* expect: dma/sync-mismatch the mapping in 'rx.dma' for DMA_BIDIRECTIONAL */
	ret = rx->data[0];
	dma_sync_single_for_device(rx->dev, rx->dma, 4096, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch syncs 4096 bytes */
	return ret;
}

int rx_table(struct rx *rx)
{
	dma_sync_single_for_cpu(rx->dev, rx->table_dma, 512, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch syncs coherent memory */
	return rx->table[0];
}

void rx_stop(struct rx *rx)
{
	dma_free_coherent(rx->dev, 512, rx->table, rx->table_dma);
	dma_unmap_single(rx->dev, rx->dma, 2048, DMA_FROM_DEVICE);
}
