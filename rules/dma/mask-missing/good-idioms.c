// SPDX-License-Identifier: GPL-2.0-or-later
/* Masks that are set, tested where that means something. */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/pci.h>

struct nic {
	struct device *dev;
	void *ring;
	dma_addr_t dma;
	u32 high;
};

/* 64 bits are never refused: no test */
static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct nic *nic = pci_get_drvdata(pdev);

	dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	nic->dev = &pdev->dev;
	nic->ring = dma_alloc_coherent(nic->dev, 4096, &nic->dma, GFP_KERNEL);
	if (!nic->ring)
		return -ENOMEM;
	nic->high = upper_32_bits(nic->dma);
	return 0;
}

/* one of two masks, by what the device can */
int choose(struct pci_dev *pdev, bool wide)
{
	if (wide)
		return dma_set_mask(&pdev->dev, DMA_BIT_MASK(64));
	return dma_set_mask(&pdev->dev, DMA_BIT_MASK(32));
}

/* the second is not for a failure of the first */
int both(struct pci_dev *pdev)
{
	int err = dma_set_mask(&pdev->dev, DMA_BIT_MASK(64));

	if (!err)
		err = dma_set_coherent_mask(&pdev->dev, DMA_BIT_MASK(32));
	return err;
}

static struct pci_driver nic_driver = {
	.name = "nic",
	.probe = nic_probe,
};

module_pci_driver(nic_driver);
