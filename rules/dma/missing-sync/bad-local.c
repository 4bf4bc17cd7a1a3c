// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapped and touched in one function. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/string.h>

int device_go(dma_addr_t addr);

struct reply {
	u32 status;
	u32 word[7];
};

int read_before_unmap(struct device *dev, struct reply *reply)
{
	dma_addr_t addr = dma_map_single(dev, reply, sizeof(*reply),
					 DMA_FROM_DEVICE);
	u32 status;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	status = reply->status; /* expect: dma/missing-sync 'reply->status' is read while the device owns it */
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return status;
}

int copy_before_unmap(struct device *dev, void *buf, void *to)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_BIDIRECTIONAL);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	memcpy(to, buf, 64); /* expect: dma/missing-sync 'buf' is read */
	dma_unmap_single(dev, addr, 64, DMA_BIDIRECTIONAL);
	return 0;
}

/* the second look comes after the buffer went back */
int read_after_giving_back(struct device *dev, struct reply *reply)
{
	dma_addr_t addr = dma_map_single(dev, reply, sizeof(*reply),
					 DMA_FROM_DEVICE);
	u32 status;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	status = reply->status;
	dma_sync_single_for_device(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	status += reply->word[0]; /* expect: dma/missing-sync 'reply->word[0]' is read */
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return status;
}

/* the device may never see the last word */
int write_after_map(struct device *dev, struct reply *cmd)
{
	dma_addr_t addr = dma_map_single(dev, cmd, sizeof(*cmd), DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	cmd->word[6] = 1; /* expect: dma/missing-sync 'cmd->word[6]' is written while the device owns it */
	device_go(addr);
	dma_unmap_single(dev, addr, sizeof(*cmd), DMA_TO_DEVICE);
	return 0;
}

/* the line may be written back over what the device stored */
int clear_after_map(struct device *dev, struct reply *reply)
{
	dma_addr_t addr = dma_map_single(dev, reply, sizeof(*reply),
					 DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	memset(reply, 0, sizeof(*reply)); /* expect: dma/missing-sync 'reply' is written */
	device_go(addr);
	dma_unmap_single(dev, addr, sizeof(*reply), DMA_FROM_DEVICE);
	return 0;
}

/* the packet header is looked at while the device may still write it */
int skb_before_unmap(struct device *dev, struct sk_buff *skb)
{
	dma_addr_t addr = dma_map_single(dev, skb->data, 64, DMA_FROM_DEVICE);
	int first;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	first = skb->data[0]; /* expect: dma/missing-sync 'skb->data[0]' is read */
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return first;
}
