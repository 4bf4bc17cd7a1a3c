// SPDX-License-Identifier: GPL-2.0-or-later
/* The ring of pages that the device fills. */
#include <linux/etherdevice.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/skbuff.h>

#include "page_recycle.h"

static int page_recycle_new_page(struct page_recycle *pr,
				 struct page_recycle_slot *slot, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	dma_addr_t dma;

	if (!page)
		return -ENOMEM;
	dma = dma_map_page(pr->dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(pr->dev, dma)) {
		__free_page(page);
		return -ENOMEM;
	}
	slot->page = page;
	slot->dma = dma;
	return 0;
}

static void page_recycle_give(struct page_recycle *pr, unsigned int i)
{
	struct page_recycle_desc *desc = &pr->desc[i];

	desc->addr = cpu_to_le64(pr->slots[i].dma);
	desc->len = 0;
	dma_wmb();
	writel(i, pr->regs + PAGE_RECYCLE_TAIL);
}

static void page_recycle_free_pages(struct page_recycle *pr)
{
	unsigned int i;

	for (i = 0; i < PAGE_RECYCLE_SLOTS; i++) {
		struct page_recycle_slot *slot = &pr->slots[i];

		if (!slot->page)
			continue;
		dma_unmap_page(pr->dev, slot->dma, PAGE_SIZE, DMA_FROM_DEVICE);
		__free_page(slot->page);
		slot->page = NULL;
	}
}

int page_recycle_ring_alloc(struct page_recycle *pr)
{
	size_t size = PAGE_RECYCLE_SLOTS * sizeof(*pr->desc);
	unsigned int i;

	pr->desc = dma_alloc_coherent(pr->dev, size, &pr->desc_dma, GFP_KERNEL);
	if (!pr->desc)
		return -ENOMEM;
	pr->next = 0;
	for (i = 0; i < PAGE_RECYCLE_SLOTS; i++) {
		if (page_recycle_new_page(pr, &pr->slots[i], GFP_KERNEL))
			goto err;
		page_recycle_give(pr, i);
	}
	return 0;

err:
	page_recycle_free_pages(pr);
	dma_free_coherent(pr->dev, size, pr->desc, pr->desc_dma);
	return -ENOMEM;
}

/* The device is stopped. */
void page_recycle_ring_free(struct page_recycle *pr)
{
	page_recycle_free_pages(pr);
	dma_free_coherent(pr->dev, PAGE_RECYCLE_SLOTS * sizeof(*pr->desc),
			  pr->desc, pr->desc_dma);
}

/* Small: copied, the page stays where it is. */
static struct sk_buff *page_recycle_copy(struct page_recycle *pr,
					 struct page_recycle_slot *slot,
					 unsigned int len)
{
	struct sk_buff *skb = napi_alloc_skb(&pr->napi, len);

	if (!skb)
		return NULL;
	dma_sync_single_for_cpu(pr->dev, slot->dma, len, DMA_FROM_DEVICE);
	memcpy(skb_put(skb, len), page_address(slot->page), len);
	dma_sync_single_for_device(pr->dev, slot->dma, len, DMA_FROM_DEVICE);
	return skb;
}

/* Big: the page goes with the packet, another one takes its place. */
static struct sk_buff *page_recycle_take(struct page_recycle *pr,
					 struct page_recycle_slot *slot,
					 unsigned int len)
{
	struct sk_buff *skb = napi_alloc_skb(&pr->napi, PAGE_RECYCLE_COPY);
	struct page *page = slot->page;
	dma_addr_t dma = slot->dma;

	if (!skb)
		return NULL;
	if (page_recycle_new_page(pr, slot, GFP_ATOMIC)) {
		dev_kfree_skb_any(skb);
		return NULL;
	}
	dma_unmap_page(pr->dev, dma, PAGE_SIZE, DMA_FROM_DEVICE);
	memcpy(skb_put(skb, PAGE_RECYCLE_COPY), page_address(page),
	       PAGE_RECYCLE_COPY);
	skb_add_rx_frag(skb, 0, page, PAGE_RECYCLE_COPY,
			len - PAGE_RECYCLE_COPY, PAGE_SIZE);
	return skb;
}

static void page_recycle_receive(struct page_recycle *pr, unsigned int i,
				 unsigned int len)
{
	struct page_recycle_slot *slot = &pr->slots[i];
	struct sk_buff *skb = NULL;

	if (len <= PAGE_RECYCLE_COPY)
		skb = page_recycle_copy(pr, slot, len);
	else if (len <= PAGE_SIZE)
		skb = page_recycle_take(pr, slot, len);
	if (!skb) {
		pr->netdev->stats.rx_dropped++;
		return;
	}
	skb->protocol = eth_type_trans(skb, pr->netdev);
	napi_gro_receive(&pr->napi, skb);
	pr->netdev->stats.rx_packets++;
}

int page_recycle_ring_clean(struct page_recycle *pr, int budget)
{
	int done;

	for (done = 0; done < budget; done++) {
		unsigned int i = pr->next;
		unsigned int len = le32_to_cpu(READ_ONCE(pr->desc[i].len));

		if (!len)
			break;
		dma_rmb();
		page_recycle_receive(pr, i, len);
		page_recycle_give(pr, i);
		pr->next = (i + 1) % PAGE_RECYCLE_SLOTS;
	}
	return done;
}
