// SPDX-License-Identifier: GPL-2.0-or-later
/* Registers and doorbells of QEMU's edu device, mapped one over the other. */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>

#define EDU_REGS_SIZE (2 * PAGE_SIZE)
#define EDU_DOORBELL_SIZE PAGE_SIZE

static int two_types_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	resource_size_t base;
	void __iomem *regs, *doorbell;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	base = pci_resource_start(pdev, 0);
	regs = devm_ioremap(&pdev->dev, base, EDU_REGS_SIZE);
	if (!regs)
		return -ENOMEM;
	/* expect-next: attr/mmio-conflict 'devm_ioremap_wc' */
	doorbell = devm_ioremap_wc(&pdev->dev, base + PAGE_SIZE,
				   EDU_DOORBELL_SIZE);
	if (!doorbell)
		return -ENOMEM;
	dev_info(&pdev->dev, "id %x\n", readl(regs));
	return 0;
}

static const struct pci_device_id two_types_ids[] = {
	{PCI_DEVICE(0x1234, 0x11e8)},
	{}};
MODULE_DEVICE_TABLE(pci, two_types_ids);

static struct pci_driver two_types_driver = {
	.name = KBUILD_MODNAME,
	.id_table = two_types_ids,
	.probe = two_types_probe,
};
module_pci_driver(two_types_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps one range of registers with two types");
