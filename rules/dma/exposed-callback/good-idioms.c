// SPDX-License-Identifier: GPL-2.0-or-later
/* Mappings near which there is nothing to overwrite. */
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/* the device only reads it */
struct command {
	struct work_struct work;
	u8 words[16];
};

int command_map(struct device *dev, struct command *c, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, c->words, 16, DMA_TO_DEVICE);
	return dma_mapping_error(dev, *addr);
}

/* more than a page between them */
struct far {
	struct work_struct work;
	u8 gap[8192];
	u8 reply[16];
};

int far_map(struct device *dev, struct far *f, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, f->reply, 16, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr);
}

/* a buffer of its own, and one with plain data beside it */
struct own {
	struct work_struct work;
	u8 *reply;
};

struct plain {
	struct list_head list;
	u32 state;
	u8 reply[64];
};

int own_map(struct device *dev, struct own *o, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, o->reply, 16, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr);
}

int plain_map(struct device *dev, struct plain *p, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, p->reply, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr);
}

/* data of a socket buffer */
int skb_map(struct device *dev, struct sk_buff *skb, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, skb->data, 1536, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, *addr);
}
