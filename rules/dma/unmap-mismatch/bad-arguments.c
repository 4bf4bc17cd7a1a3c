// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings that are undone with other arguments than they were made with. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/scatterlist.h>

int device_go(dma_addr_t addr);

int other_size(struct device *dev, void *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 256, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 128, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch size 128, it was made with 256 */
	return 0;
}

int other_direction(struct device *dev, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, len, DMA_BIDIRECTIONAL); /* expect: dma/unmap-mismatch direction */
	return 0;
}

struct item {
	u32 word[4];
};

int other_element(struct device *dev, struct item *items, size_t n)
{
	dma_addr_t addr = dma_map_single(dev, items, n * sizeof(struct item),
					 DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, n * sizeof(u32), DMA_FROM_DEVICE); /* expect: dma/unmap-mismatch size */
	return 0;
}

int other_family(struct device *dev, phys_addr_t fifo)
{
	dma_addr_t addr = dma_map_resource(dev, fifo, 64, DMA_TO_DEVICE, 0);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch function dma_unmap_single */
	return 0;
}

int mapped_count(struct device *dev, struct scatterlist *sg, int n)
{
	int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	device_go(sg_dma_address(sg));
	dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch number of entries */
	return 0;
}

/* made for either direction, undone for one */
int one_of_two(struct device *dev, void *buf, bool out)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64,
					 out ? DMA_TO_DEVICE : DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE); /* expect: dma/unmap-mismatch another direction than it was made with */
	return 0;
}

/* the size of the counter in place of what it counts */
int size_of_the_size(struct device *dev, struct sk_buff *skb)
{
	dma_addr_t dma = dma_map_single(dev, skb->data, skb->len,
					DMA_TO_DEVICE);

	if (dma_mapping_error(dev, dma))
		return -ENOMEM;
	dma_unmap_single(dev, dma, sizeof(skb->len), DMA_TO_DEVICE); /* expect: dma/unmap-mismatch undoes a mapping with size sizeof(skb->len), it was made with skb->len */
	return 0;
}
