// SPDX-License-Identifier: GPL-2.0-or-later
/* Answers that are not listened to, and one that is never given. */
#include <linux/dma-mapping.h>
#include <linux/pci.h>

int narrow(struct pci_dev *pdev)
{
	dma_set_mask(&pdev->dev, DMA_BIT_MASK(24)); /* expect: dma/mask-missing the result of 'dma_set_mask' is not tested */
	return 0;
}

int fallback(struct pci_dev *pdev)
{
	int err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));

	if (err) {
		err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32)); /* expect: dma/mask-missing is a fallback that is never reached */
		if (err)
			return err;
	}
	return 0;
}

int fallback_by_else(struct pci_dev *pdev, bool *high)
{
	if (!dma_set_mask(&pdev->dev, DMA_BIT_MASK(64)))
		*high = true;
	else if (dma_set_mask(&pdev->dev, DMA_BIT_MASK(32))) /* expect: dma/mask-missing is a fallback that is never reached */
		return -EIO;
	return 0;
}
