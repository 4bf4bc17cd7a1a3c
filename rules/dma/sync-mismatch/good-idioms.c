// SPDX-License-Identifier: GPL-2.0-or-later
/* Syncs that differ from the mapping and fit it. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

int device_go(dma_addr_t addr);

/* one way of two */
int one_way(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_BIDIRECTIONAL);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	ret = buf[0];
	dma_unmap_single(dev, addr, 64, DMA_BIDIRECTIONAL);
	return ret;
}

/* a part */
int header_only(struct device *dev, u32 *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(dev, buf, 2048, DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 16, DMA_FROM_DEVICE);
	ret = buf[0];
	dma_sync_single_range_for_cpu(dev, addr, 16, len, DMA_FROM_DEVICE);
	ret += buf[4];
	dma_sync_single_for_cpu(dev, addr + 1024, 1024, DMA_FROM_DEVICE);
	ret += buf[256];
	dma_unmap_single(dev, addr, 2048, DMA_FROM_DEVICE);
	return ret;
}

/* one entry of a list */
int one_entry(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_FROM_DEVICE);

	if (!n)
		return -ENOMEM;
	device_go(sg_dma_address(sg));
	dma_sync_single_for_cpu(dev, sg_dma_address(sg), 64, DMA_FROM_DEVICE);
	dma_sync_sg_for_device(dev, sg, nents, DMA_FROM_DEVICE);
	dma_unmap_sg(dev, sg, nents, DMA_FROM_DEVICE);
	return 0;
}

/* cached memory for DMA has to be synced */
int noncoherent(struct device *dev)
{
	dma_addr_t addr;
	u32 *buf = dma_alloc_noncoherent(dev, 64, &addr, DMA_FROM_DEVICE,
					 GFP_KERNEL);
	int ret;

	if (!buf)
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	ret = buf[0];
	dma_free_noncoherent(dev, 64, buf, addr, DMA_FROM_DEVICE);
	return ret;
}

struct port {
	struct device *dev;
	u8 *data;
	dma_addr_t dma;
	bool out;
};

/* the field holds mappings of either direction, and a flag tells which */
int port_start(struct port *p)
{
	if (p->out)
		p->dma = dma_map_single(p->dev, p->data, 512, DMA_TO_DEVICE);
	else
		p->dma = dma_map_single(p->dev, p->data, 1024,
					DMA_FROM_DEVICE);
	return dma_mapping_error(p->dev, p->dma);
}

void port_poll(struct port *p)
{
	if (p->out)
		dma_sync_single_for_device(p->dev, p->dma, 512, DMA_TO_DEVICE);
	else
		dma_sync_single_for_cpu(p->dev, p->dma, 1024, DMA_FROM_DEVICE);
}

void port_stop(struct port *p)
{
	if (p->out)
		dma_unmap_single(p->dev, p->dma, 512, DMA_TO_DEVICE);
	else
		dma_unmap_single(p->dev, p->dma, 1024, DMA_FROM_DEVICE);
}
