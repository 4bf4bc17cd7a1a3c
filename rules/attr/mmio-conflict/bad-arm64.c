// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/pci.h>

struct port {
	void __iomem *regs, *doorbell;
};

int port_map(struct port *p, struct pci_dev *pdev)
{
	p->regs = ioremap(pci_resource_start(pdev, 0), 0x4000);
	p->doorbell = ioremap_wc(pci_resource_start(pdev, 0) + 0x3000, 0x1000); /* expect: attr/mmio-conflict 'ioremap_wc' maps a range of the device as Normal non-cacheable that 'ioremap' maps as Device */
	return p->regs && p->doorbell ? 0 : -ENOMEM;
}
