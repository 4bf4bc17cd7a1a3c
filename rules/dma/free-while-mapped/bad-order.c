// SPDX-License-Identifier: GPL-2.0-or-later
/* Freed while a mapping of it lives. */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct link {
	struct device *dev;
	bool full;
};

int link_push(struct link *l, dma_addr_t addr);

/* given up after it was mapped */
int link_xmit(struct link *l, struct sk_buff *skb)
{
	dma_addr_t addr = dma_map_single(l->dev, skb->data, skb->len, /* expect-note: mapped here by 'dma_map_single' */
					 DMA_TO_DEVICE);

	if (dma_mapping_error(l->dev, addr))
		goto drop;
	if (l->full)
		goto drop;
	link_push(l, addr);
	dma_unmap_single(l->dev, addr, skb->len, DMA_TO_DEVICE);
	return 0;
drop:
	dev_kfree_skb_any(skb); /* expect: dma/free-while-mapped 'dev_kfree_skb_any' frees memory that is mapped for a device */
	return 0;
}

/* in the wrong order */
int link_command(struct link *l, const void *data)
{
	void *cmd = kmemdup(data, 64, GFP_KERNEL);
	dma_addr_t addr;
	int ret;

	if (!cmd)
		return -ENOMEM;
	addr = dma_map_single(l->dev, cmd, 64, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(l->dev, addr)) {
		kfree(cmd);
		return -ENOMEM;
	}
	ret = link_push(l, addr);
	kfree(cmd); /* expect: dma/free-while-mapped */
	dma_unmap_single(l->dev, addr, 64, DMA_BIDIRECTIONAL);
	return ret;
}

static int link_map(struct link *l, void *cmd, dma_addr_t *addr)
{
	*addr = dma_map_single(l->dev, cmd, 64, DMA_TO_DEVICE);
	return dma_mapping_error(l->dev, *addr) ? -ENOMEM : 0;
}

static void link_put(void *cmd)
{
	kfree(cmd); /* expect: dma/free-while-mapped */
}

/* mapped in one function, freed in another */
int link_start(struct link *l, size_t len)
{
	void *cmd = kmalloc(len, GFP_KERNEL);
	dma_addr_t addr;
	int ret;

	if (!cmd)
		return -ENOMEM;
	ret = link_map(l, cmd, &addr);
	if (ret)
		goto out;
	ret = link_push(l, addr);
	if (ret)
		goto out;
	dma_unmap_single(l->dev, addr, 64, DMA_TO_DEVICE);
out:
	link_put(cmd); /* expect-note: freed through this call */
	return ret;
}
