// SPDX-License-Identifier: GPL-2.0-or-later
/* The driver sets the mask; its rings are made in another file. */
#include "nic.h"

static int pf_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct nic *nic = pci_get_drvdata(pdev);

	dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(48));
	nic->dev = &pdev->dev;
	nic_ring(nic);
	return nic->ring ? 0 : -ENOMEM;
}

static struct pci_driver pf_driver = {
	.name = "nic-pf",
	.probe = pf_probe,
};

module_pci_driver(pf_driver);
