// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel has the frame buffer write-combining, the process uncached. */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>

struct card {
	void __iomem *fb, *regs;
};

int card_map(struct card *c, struct pci_dev *pdev)
{
	c->fb = ioremap_wc(pci_resource_start(pdev, 1), 0x100000);
	c->regs = ioremap(pci_resource_start(pdev, 1), 0x1000); /* expect: attr/mmio-conflict 'ioremap' */
	return c->fb && c->regs ? 0 : -ENOMEM;
}

int card_mmap(struct pci_dev *pdev, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, pci_resource_start(pdev, 1), 0x100000); /* miss: attr/mmio-conflict mappings of a process are not compared */
}
