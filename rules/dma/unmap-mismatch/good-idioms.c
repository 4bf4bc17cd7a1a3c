// SPDX-License-Identifier: GPL-2.0-or-later
/* The same arguments, written differently; and pairs that are accepted. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>

int device_go(dma_addr_t addr);

struct item {
	u32 word[4];
};

int same_size(struct device *dev, struct item *items, size_t n)
{
	dma_addr_t addr = dma_map_single(dev, items, n * sizeof(struct item),
					 DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, sizeof(*items) * n, DMA_FROM_DEVICE);
	return 0;
}

/* the page behind it is what a single mapping maps too */
int single_as_page(struct device *dev, struct sk_buff *skb)
{
	dma_addr_t addr = dma_map_single(dev, skb->data, skb->len,
					 DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_page(dev, addr, skb->len, DMA_TO_DEVICE);
	return 0;
}

/* two mappings, chosen by one flag, undone by it */
int by_flag(struct device *dev, void *buf, bool out)
{
	dma_addr_t addr;

	if (out)
		addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
	else
		addr = dma_map_single(dev, buf, 128, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	if (out)
		dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	else
		dma_unmap_single(dev, addr, 128, DMA_FROM_DEVICE);
	return 0;
}

/* all or nothing: then the counts are one */
int all_mapped(struct device *dev, struct scatterlist *sg, int n)
{
	int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);

	if (mapped != n)
		return -ENOMEM;
	device_go(sg_dma_address(sg));
	dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
	return 0;
}

/* mapped again under the same name */
int twice(struct device *dev, void *a, void *b)
{
	dma_addr_t addr = dma_map_single(dev, a, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	addr = dma_map_single(dev, b, 32, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 32, DMA_FROM_DEVICE);
	return 0;
}

enum req_kind { REQ_READ, REQ_WRITE };

struct req {
	enum req_kind kind;
	void *buf;
};

enum req_kind req_kind(struct req *req);
bool kind_is_write(enum req_kind kind);

#define req_dir(r) (kind_is_write(req_kind(r)) ? DMA_TO_DEVICE : DMA_FROM_DEVICE)

/* the direction is asked for twice */
int asked_twice(struct device *dev, struct req *req)
{
	dma_addr_t addr = dma_map_single(dev, req->buf, 64, req_dir(req));

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 64, req_dir(req));
	return 0;
}

#define BIGGEST                                              \
	({                                                   \
		unsigned int a_ = sizeof(struct item);       \
		unsigned int b_ = sizeof(struct req);        \
		a_ > b_ ? a_ : b_;                           \
	})

/* a size that is computed, but always the same */
int computed(struct device *dev, void *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, BIGGEST, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, BIGGEST, DMA_TO_DEVICE);
	return 0;
}
