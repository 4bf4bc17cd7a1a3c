// SPDX-License-Identifier: GPL-2.0-or-later
/* Device memory, memory of the DMA API, and RAM with the type it has. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct card {
	struct pci_dev *pdev;
	struct device *dev;
	void *buf, *coherent;
	dma_addr_t dma;
	phys_addr_t regs;
	unsigned long address; /* of either */
	struct page *page;
};

int card_make(struct card *c, struct resource *res)
{
	c->buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	c->page = alloc_page(GFP_KERNEL);
	c->coherent = dma_alloc_wc(c->dev, PAGE_SIZE, &c->dma, GFP_KERNEL);
	c->regs = res->start;
	return c->buf && c->page && c->coherent ? 0 : -ENOMEM;
}

/* a BAR, a resource: no RAM */
int map_bar(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start,
				  pci_resource_start(c->pdev, 0) >> PAGE_SHIFT,
				  PAGE_SIZE, vma->vm_page_prot);
}

int map_frame_buffer(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_iomap_memory(vma, pci_resource_start(c->pdev, 1), PAGE_SIZE);
}

int map_registers(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, c->regs, PAGE_SIZE);
}

/* the DMA API knows the type */
int map_coherent(struct card *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return dma_mmap_wc(c->dev, vma, c->coherent, c->dma, PAGE_SIZE);
}

/* cached, as the kernel has it */
int map_cached(struct card *c, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_phys(c->buf) >> PAGE_SHIFT, PAGE_SIZE,
			       vma->vm_page_prot);
}

int map_page(struct card *c, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, c->page);
}

int map_vmalloc(struct vm_area_struct *vma)
{
	void *buf = vmalloc_user(PAGE_SIZE);

	return buf ? remap_vmalloc_range(vma, buf, 0) : -ENOMEM;
}

/* what a process asks for: /dev/mem */
int map_any(struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

/* one place for addresses of both kinds, told apart before it is mapped */
int either_make(struct card *c, bool registers)
{
	if (registers)
		c->address = pci_resource_start(c->pdev, 2);
	else
		c->address = virt_to_phys(c->buf);
	return 0;
}

int map_either(struct card *c, struct vm_area_struct *vma)
{
	if (c->address < pci_resource_start(c->pdev, 2))
		return -EINVAL;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start, c->address >> PAGE_SHIFT,
				  PAGE_SIZE, vma->vm_page_prot);
}
