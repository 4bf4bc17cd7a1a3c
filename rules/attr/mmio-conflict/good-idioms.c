// SPDX-License-Identifier: GPL-2.0-or-later
/* Two types for two ranges; one after the other; places that are not known. */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/pci.h>

struct card {
	void __iomem *regs, *fb;
};

/* split where the type changes */
int map_split(struct card *c, struct pci_dev *pdev)
{
	c->regs = ioremap(pci_resource_start(pdev, 0), 0x10000);
	c->fb = ioremap_wc(pci_resource_start(pdev, 0) + 0x10000, 0x100000);
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* two BARs */
int map_bars(struct card *c, struct pci_dev *pdev)
{
	c->regs = ioremap(pci_resource_start(pdev, 2), 0x10000);
	c->fb = ioremap_wc(pci_resource_start(pdev, 4), 0x100000);
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* two resources of one device */
int map_resources(struct card *c, struct resource *regs, struct resource *fb)
{
	c->regs = ioremap(regs->start, resource_size(regs));
	c->fb = ioremap_wc(fb->start, resource_size(fb));
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* looked at first, then mapped for good */
int map_again(struct card *c, struct pci_dev *pdev)
{
	u32 id;

	c->regs = ioremap(pci_resource_start(pdev, 3), 0x1000);
	if (!c->regs)
		return -ENOMEM;
	id = readl(c->regs);
	iounmap(c->regs);
	c->fb = ioremap_wc(pci_resource_start(pdev, 3), 0x1000);
	return c->fb && id ? 0 : -ENOMEM;
}

/* where the registers are depends on the chip */
int map_by_chip(struct card *c, struct pci_dev *pdev, bool old)
{
	resource_size_t regs, fb;

	if (old) {
		regs = pci_resource_start(pdev, 0);
		fb = pci_resource_start(pdev, 1);
	} else {
		regs = pci_resource_start(pdev, 1);
		fb = pci_resource_start(pdev, 0);
	}
	c->regs = ioremap(regs, 0x1000);
	c->fb = ioremap_wc(fb, 0x100000);
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* one type or the other */
int map_as_needed(struct card *c, struct pci_dev *pdev, bool wc)
{
	if (wc)
		c->fb = ioremap_wc(pci_resource_start(pdev, 5), 0x1000);
	else
		c->fb = ioremap(pci_resource_start(pdev, 5), 0x1000);
	return c->fb ? 0 : -ENOMEM;
}
