// SPDX-License-Identifier: GPL-2.0-or-later
/* The mask says it, and GFP_DMA is for the few pages that it allows. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/slab.h>

struct b44 {
	void *bounce;
	void *ring;
	dma_addr_t dma;
};

int narrow(struct pci_dev *pdev, struct b44 *b)
{
	int err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(30));

	if (err)
		return err;
	b->ring = dma_alloc_coherent(&pdev->dev, 4096, &b->dma, GFP_KERNEL);
	if (!b->ring)
		return -ENOMEM;
	b->bounce = kmalloc(2048, GFP_ATOMIC | GFP_DMA);
	return b->bounce ? 0 : -ENOMEM;
}

/* what is not DMA in these flags */
int plain(struct b44 *b)
{
	b->bounce = kmalloc(64, GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO);
	return b->bounce ? 0 : -ENOMEM;
}
