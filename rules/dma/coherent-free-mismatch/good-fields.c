// SPDX-License-Identifier: GPL-2.0-or-later
/* Kept in fields and given back by other functions, as it was taken. */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct desc {
	__le64 addr, flags;
};

struct ring {
	unsigned int count;
	size_t size;
	struct desc *desc;
	dma_addr_t dma;
	struct device *dev;
};

struct nic {
	struct platform_device *pdev;
	struct net_device *ndev;
	struct ring tx, rx;
	void *stats;
	dma_addr_t stats_dma;
};

int nic_probe(struct nic *nic, struct net_device *ndev)
{
	SET_NETDEV_DEV(ndev, &nic->pdev->dev);
	nic->ndev = ndev;
	nic->tx.count = 128;
	nic->tx.dev = &nic->pdev->dev;
	nic->rx.dev = ndev->dev.parent;
	return 0;
}

/* the size is kept */
int ring_make(struct ring *ring, unsigned int n)
{
	ring->size = ALIGN(n * sizeof(*ring->desc), 4096);
	ring->desc = dma_alloc_coherent(ring->dev, ring->size, &ring->dma,
					GFP_KERNEL);
	return ring->desc ? 0 : -ENOMEM;
}

void ring_free(struct ring *ring)
{
	dma_free_coherent(ring->dev, ring->size, ring->desc, ring->dma);
}

struct fifo {
	unsigned int entries;
	struct desc *desc;
	dma_addr_t dma;
};

/* the number of entries is kept, and stored after the memory was had; the
 * device is reached another way; the product is written another way */
int fifo_make(struct nic *nic, struct fifo *fifo, unsigned int n)
{
	struct desc *desc = dma_alloc_coherent(&nic->pdev->dev,
					       n * sizeof(*desc), &fifo->dma,
					       GFP_KERNEL);

	if (!desc)
		return -ENOMEM;
	fifo->desc = desc;
	fifo->entries = n;
	return 0;
}

void fifo_free(struct nic *nic, struct fifo *fifo)
{
	dma_free_coherent(nic->ndev->dev.parent,
			  sizeof(struct desc) * fifo->entries, fifo->desc,
			  fifo->dma);
}

/* aligned on both sides, each time computed anew */
int stats_make(struct nic *nic)
{
	nic->stats = dma_alloc_coherent(&nic->pdev->dev,
					PAGE_ALIGN(sizeof(struct desc) * 3),
					&nic->stats_dma, GFP_KERNEL);
	return nic->stats ? 0 : -ENOMEM;
}

void stats_free(struct nic *nic)
{
	dma_free_coherent(&nic->pdev->dev, PAGE_SIZE, nic->stats,
			  nic->stats_dma);
}

struct heap {
	struct device *dev;
	void *base;
	dma_addr_t dma;
	unsigned int n;
};

/* grows: what the count is now is not what it was */
int heap_make(struct heap *heap)
{
	heap->base = dma_alloc_coherent(heap->dev, (heap->n + 1) * 16,
					&heap->dma, GFP_KERNEL);
	if (!heap->base)
		return -ENOMEM;
	heap->n++;
	return 0;
}

void heap_free(struct heap *heap)
{
	dma_free_coherent(heap->dev, heap->n * 16, heap->base, heap->dma);
}

struct table {
	struct device *dev;
	bool wide;
	void *base;
	dma_addr_t dma;
};

/* two sizes, told apart by a flag */
int table_make(struct table *t)
{
	t->base = dma_alloc_coherent(t->dev, t->wide ? 8192 : 4096, &t->dma,
				     GFP_KERNEL);
	return t->base ? 0 : -ENOMEM;
}

void table_free_wide(struct table *t)
{
	dma_free_coherent(t->dev, 8192, t->base, t->dma);
}

void table_free_narrow(struct table *t)
{
	dma_free_coherent(t->dev, 4096, t->base, t->dma);
}

struct mailbox {
	struct device *dev;
	void *base;
	dma_addr_t dma;
};

/* who else fills it is not seen */
void mailbox_get(struct mailbox *box, void **base, dma_addr_t *dma);

int mailbox_make(struct mailbox *box, bool shared)
{
	if (shared) {
		mailbox_get(box, &box->base, &box->dma);
		return 0;
	}
	box->base = dma_alloc_coherent(box->dev, 256, &box->dma, GFP_KERNEL);
	return box->base ? 0 : -ENOMEM;
}

void mailbox_free_shared(struct mailbox *box)
{
	dma_free_coherent(box->dev, 512, box->base, box->dma);
}

/* allocated under one name, handed over to another */
struct job {
	struct device *dev;
	void *cmd, *done;
	dma_addr_t cmd_dma, done_dma;
};

int job_start(struct job *job)
{
	job->cmd = dma_alloc_coherent(job->dev, 128, &job->cmd_dma, GFP_KERNEL);
	return job->cmd ? 0 : -ENOMEM;
}

void job_done(struct job *job)
{
	job->done = job->cmd;
	job->done_dma = job->cmd_dma;
	job->cmd = NULL;
}

void job_free(struct job *job)
{
	dma_free_coherent(job->dev, 128, job->done, job->done_dma);
}

enum chip { CHIP_OLD, CHIP_NEW };

struct card {
	struct device *dev;
	enum chip chip;
	unsigned int count;
	void *queue;
	dma_addr_t dma;
};

int card_make(struct card *card, unsigned int n)
{
	card->queue = dma_alloc_coherent(card->dev, n * 64, &card->dma,
					 GFP_KERNEL);
	if (!card->queue)
		return -ENOMEM;
	card->count = n;
	return 0;
}

/* a path that no card takes */
void card_free(struct card *card)
{
	size_t size = 0;

	if (card->chip == CHIP_OLD)
		size = 64;
	else if (card->chip == CHIP_NEW)
		size = 64;
	dma_free_coherent(card->dev, card->count * size, card->queue,
			  card->dma);
}
