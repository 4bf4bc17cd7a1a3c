// SPDX-License-Identifier: GPL-2.0-or-later
/* A device of 64 bits that is never told so. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>

struct nic {
	struct device *dev;
	void __iomem *regs;
	void *ring;
	dma_addr_t dma;
};

static int nic_alloc(struct nic *nic)
{
	nic->ring = dma_alloc_coherent(nic->dev, 4096, &nic->dma, GFP_KERNEL); /* expect: dma/mask-missing 'dma_alloc_coherent' is called by a driver that never sets a DMA mask, and has registers for 64 bits */
	if (!nic->ring)
		return -ENOMEM;
	writel(lower_32_bits(nic->dma), nic->regs);
	writel(upper_32_bits(nic->dma), nic->regs + 4);
	return 0;
}

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct nic *nic = pci_get_drvdata(pdev);

	nic->dev = &pdev->dev;
	return nic_alloc(nic);
}

static struct pci_driver nic_driver = {
	.name = "nic",
	.probe = nic_probe,
};

module_pci_driver(nic_driver);
