// SPDX-License-Identifier: GPL-2.0-or-later
/* The frame buffer of QEMU's VGA device, write-combining and nothing else. */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>

#define VGA_BAR_FB 0
#define VGA_BAR_REGS 2

static int ioremap_fb_probe(struct pci_dev *pdev,
			    const struct pci_device_id *id)
{
	void __iomem *fb, *regs;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	fb = devm_ioremap_wc(&pdev->dev, pci_resource_start(pdev, VGA_BAR_FB),
			     pci_resource_len(pdev, VGA_BAR_FB));
	regs = devm_ioremap(&pdev->dev, pci_resource_start(pdev, VGA_BAR_REGS),
			    pci_resource_len(pdev, VGA_BAR_REGS));
	if (!fb || !regs)
		return -ENOMEM;
	memset_io(fb, 0, PAGE_SIZE);
	return 0;
}

static const struct pci_device_id ioremap_fb_ids[] = {
	{PCI_DEVICE(0x1234, 0x1111)},
	{}};
MODULE_DEVICE_TABLE(pci, ioremap_fb_ids);

static struct pci_driver ioremap_fb_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ioremap_fb_ids,
	.probe = ioremap_fb_probe,
};
module_pci_driver(ioremap_fb_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps a frame buffer write-combining");
