// SPDX-License-Identifier: GPL-2.0-or-later
/* One of several drivers over a core, which sets the mask. */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/pci.h>

struct core_ops {
	int (*probe)(struct pci_dev *pdev);
};

const struct core_ops *core_get_ops(void);

struct nic {
	struct device *dev;
	void *ring;
	dma_addr_t dma;
};

u32 nic_ring(struct nic *nic)
{
	nic->ring = dma_alloc_coherent(nic->dev, 4096, &nic->dma, GFP_KERNEL);
	return nic->ring ? upper_32_bits(nic->dma) : 0;
}

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	const struct core_ops *ops = core_get_ops();
	struct nic *nic = pci_get_drvdata(pdev);

	nic->dev = &pdev->dev;
	return ops->probe(pdev);
}

static struct pci_driver nic_driver = {
	.name = "nic",
	.probe = nic_probe,
};

module_pci_driver(nic_driver);
