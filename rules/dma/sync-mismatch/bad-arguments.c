// SPDX-License-Identifier: GPL-2.0-or-later
/* Syncs with other arguments than the mapping was made with. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

int device_go(dma_addr_t addr);

int other_direction(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_TO_DEVICE); /* expect: dma/sync-mismatch for DMA_TO_DEVICE, it was made for DMA_FROM_DEVICE */
	ret = buf[0];
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return ret;
}

/* both ways covers one, but not the other way round */
int both_ways(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_device(dev, addr, 64, DMA_BIDIRECTIONAL); /* expect: dma/sync-mismatch for DMA_BIDIRECTIONAL */
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}

int too_long(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 128, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch syncs 128 bytes, the mapping has 64 */
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}

int past_the_end(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_range_for_cpu(dev, addr, 32, 64, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch syncs 96 bytes */
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}

int mapped_count(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_FROM_DEVICE);

	if (!n)
		return -ENOMEM;
	device_go(sg_dma_address(sg));
	dma_sync_sg_for_cpu(dev, sg, n, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch number of entries that 'dma_map_sg' returned */
	dma_unmap_sg(dev, sg, nents, DMA_FROM_DEVICE);
	return 0;
}

int coherent(struct device *dev)
{
	dma_addr_t addr;
	u32 *buf = dma_alloc_coherent(dev, 64, &addr, GFP_KERNEL);
	int ret;

	if (!buf)
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE); /* expect: dma/sync-mismatch syncs coherent memory */
	ret = buf[0];
	dma_free_coherent(dev, 64, buf, addr);
	return ret;
}
