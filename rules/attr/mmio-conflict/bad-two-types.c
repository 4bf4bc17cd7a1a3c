// SPDX-License-Identifier: GPL-2.0-or-later
/* One BAR, one range of registers, with two types. */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/pci.h>

struct card {
	struct device *dev;
	resource_size_t base;
	void __iomem *regs, *fb, *all;
};

int map_bar_twice(struct card *c, struct pci_dev *pdev)
{
	c->regs = ioremap(pci_resource_start(pdev, 2), 0x10000); /* expect-note: mapped here by 'ioremap' */
	c->fb = ioremap_wc(pci_resource_start(pdev, 2), 0x10000); /* expect: attr/mmio-conflict 'ioremap_wc' maps a range of the device as write-combining that 'ioremap' maps as uncached (UC-) */
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* a part of what is mapped already */
int map_part(struct card *c, struct pci_dev *pdev)
{
	c->regs = ioremap(pci_resource_start(pdev, 0), 0x20000);
	c->fb = ioremap_wc(pci_resource_start(pdev, 0) + 0x10000, 0x1000); /* expect: attr/mmio-conflict 'ioremap_wc' */
	return c->regs && c->fb ? 0 : -ENOMEM;
}

/* the address in a field, the mappings in two functions */
void card_find(struct card *c, struct resource *res)
{
	c->base = res->start;
}

int card_probe(struct card *c)
{
	c->all = ioremap(c->base, 0x8000);
	return c->all ? 0 : -ENOMEM;
}

int card_enable(struct card *c)
{
	c->fb = ioremap_cache(c->base, 0x1000); /* expect: attr/mmio-conflict 'ioremap_cache' maps a range of the device as write-back that 'ioremap' maps as uncached (UC-) */
	return c->fb ? 0 : -ENOMEM;
}
