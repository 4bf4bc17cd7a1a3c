// SPDX-License-Identifier: GPL-2.0-or-later
/* Coherent memory kept in fields, given back by another function. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>

#define RING_ENTRIES 256

struct tx_desc {
	__le64 addr;
	__le32 len, flags;
};

struct rx_desc {
	__le64 addr;
};

struct ring {
	unsigned int count;
	void *desc;
	dma_addr_t dma;
	size_t size;
};

struct nic {
	struct platform_device *pdev;
	struct net_device *ndev;
	struct device *dev;
	struct ring tx;
	struct rx_desc *rx;
	dma_addr_t rx_dma;
	void *status;
	dma_addr_t status_dma;
	struct dma_pool *small, *large;
	void *block;
	dma_addr_t block_dma;
};

int nic_start(struct nic *nic, unsigned int entries)
{
	struct device *dev = &nic->pdev->dev;

	nic->dev = dev;
	nic->tx.count = entries;
	nic->tx.desc = dma_alloc_coherent(dev, entries * sizeof(struct tx_desc),
					  &nic->tx.dma, GFP_KERNEL);
	if (!nic->tx.desc)
		return -ENOMEM;
	nic->rx = dma_alloc_coherent(dev, RING_ENTRIES * sizeof(*nic->rx),
				     &nic->rx_dma, GFP_KERNEL);
	if (!nic->rx)
		return -ENOMEM;
	nic->status = dma_alloc_wc(dev, 64, &nic->status_dma, GFP_KERNEL);
	if (!nic->status)
		return -ENOMEM;
	nic->small = dma_pool_create("small", dev, 64, 8, 0);
	nic->large = dma_pool_create("large", dev, 4096, 8, 0);
	nic->block = dma_pool_alloc(nic->small, GFP_KERNEL, &nic->block_dma);
	return nic->block ? 0 : -ENOMEM;
}

/* the number of entries is kept, the kind of entry is not the same */
void nic_free_tx(struct nic *nic)
{
	dma_free_coherent(&nic->pdev->dev, /* expect: dma/coherent-free-mismatch with size ring.count */
			  nic->tx.count * sizeof(struct rx_desc), nic->tx.desc,
			  nic->tx.dma);
}

void nic_free_tx_by_pointer(struct ring *ring, struct device *dev)
{
	dma_free_coherent(dev, sizeof(struct tx_desc) * ring->count + 64, /* expect: dma/coherent-free-mismatch size */
			  ring->desc, ring->dma);
}

/* the device of the network stack does no DMA */
void nic_free_rx(struct nic *nic)
{
	dma_free_coherent(&nic->ndev->dev, RING_ENTRIES * sizeof(*nic->rx), /* expect: dma/coherent-free-mismatch with device &net_device.dev */
			  nic->rx, nic->rx_dma);
}

void nic_free_rx_early(struct nic *nic)
{
	dma_free_coherent(NULL, RING_ENTRIES * sizeof(*nic->rx), nic->rx, /* expect: dma/coherent-free-mismatch with device NULL */
			  nic->rx_dma);
}

void nic_free_rx_late(struct nic *nic)
{
	dma_free_coherent(nic->dev, RING_ENTRIES * sizeof(nic->rx), nic->rx, /* good: a pointer is as large as this descriptor */
			  nic->rx_dma);
}

/* one line was copied and changed by half */
void nic_free_status(struct nic *nic)
{
	dma_free_wc(nic->dev, 64, nic->status, nic->rx_dma); /* expect: dma/coherent-free-mismatch the DMA address of another */
}

void nic_free_status_plain(struct nic *nic)
{
	dma_free_coherent(nic->dev, 64, nic->status, nic->status_dma); /* expect: dma/coherent-free-mismatch another family */
}

void nic_free_block(struct nic *nic)
{
	dma_pool_free(nic->large, nic->block, nic->block_dma); /* expect: dma/coherent-free-mismatch with pool */
}

struct queue {
	struct device *dev;
	void *base;
	dma_addr_t dma;
	unsigned int pages;
};

/* two ways to make it, and a third one to free it */
int queue_make(struct queue *q, bool big)
{
	if (big)
		q->base = dma_alloc_coherent(q->dev, 65536, &q->dma,
					     GFP_KERNEL);
	else
		q->base = dma_alloc_coherent(q->dev, 4096, &q->dma,
					     GFP_KERNEL);
	return q->base ? 0 : -ENOMEM;
}

void queue_free(struct queue *q)
{
	dma_free_coherent(q->dev, 8192, q->base, q->dma); /* expect: dma/coherent-free-mismatch size 8192 */
}

struct fifo {
	struct device *dev;
	void *raw, *slots;
	dma_addr_t dma;
};

int fifo_make(struct fifo *fifo)
{
	fifo->raw = dma_alloc_coherent(fifo->dev, 1024 + 63, &fifo->dma,
				       GFP_KERNEL);
	if (!fifo->raw)
		return -ENOMEM;
	fifo->slots = (void *)(((unsigned long)fifo->raw + 63) & ~63UL);
	return 0;
}

/* the address was aligned in the meantime */
void fifo_free(struct fifo *fifo)
{
	dma_free_coherent(fifo->dev, 1024 + 63, fifo->slots, fifo->dma); /* expect: dma/coherent-free-mismatch which was computed from */
}

void fifo_free_short(struct fifo *fifo, void *raw)
{
	dma_free_coherent(fifo->dev, 1024, raw, fifo->dma); /* expect: dma/coherent-free-mismatch size 1024 */
}
