/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGE_RECYCLE_H
#define PAGE_RECYCLE_H

#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/types.h>

#define PAGE_RECYCLE_SLOTS 32
#define PAGE_RECYCLE_COPY 256

/* registers */
#define PAGE_RECYCLE_CTRL 0x00
#define PAGE_RECYCLE_BASE 0x04
#define PAGE_RECYCLE_IRQ_STATUS 0x08
#define PAGE_RECYCLE_IRQ_ENABLE 0x0c
#define PAGE_RECYCLE_TAIL 0x10

struct page_recycle_desc {
	__le64 addr;
	__le32 len; /* written by the device; 0: not filled */
	__le32 reserved;
};

struct page_recycle_slot {
	struct page *page;
	dma_addr_t dma;
};

struct page_recycle {
	struct net_device *netdev;
	struct device *dev;
	void __iomem *regs;
	int irq;
	struct napi_struct napi;
	struct page_recycle_desc *desc;
	dma_addr_t desc_dma;
	struct page_recycle_slot slots[PAGE_RECYCLE_SLOTS];
	unsigned int next;
};

int page_recycle_ring_alloc(struct page_recycle *pr);
void page_recycle_ring_free(struct page_recycle *pr);
int page_recycle_ring_clean(struct page_recycle *pr, int budget);

#endif
