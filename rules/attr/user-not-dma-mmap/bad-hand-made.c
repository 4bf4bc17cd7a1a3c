// SPDX-License-Identifier: GPL-2.0-or-later
/* Coherent memory that goes to a process past the DMA API, on every way. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

struct ring {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
	size_t size;
};

int ring_make(struct ring *r)
{
	r->cpu = dma_alloc_coherent(r->dev, r->size, &r->dma, GFP_KERNEL); /* expect-note: memory comes from 'dma_alloc_coherent' */
	return r->cpu ? 0 : -ENOMEM;
}

/* the DMA address for a physical one */
int map_handle(struct ring *r, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, r->dma >> PAGE_SHIFT, r->size, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' maps memory of 'dma_alloc_coherent' to user space past the DMA API */
}

int map_uncached(struct ring *r, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start, r->dma >> PAGE_SHIFT, r->size, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap memory of 'dma_alloc_coherent' */
}

int map_iomap(struct ring *r, struct vm_area_struct *vma)
{
	return vm_iomap_memory(vma, r->dma, r->size); /* expect: attr/user-not-dma-mmap 'vm_iomap_memory' */
}

/* the CPU address may be one of vmalloc space */
int map_virtual(struct ring *r, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(r->cpu) >> PAGE_SHIFT, r->size, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' */
}

/* or one of the linear map */
int map_vmalloc(struct ring *r, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, vmalloc_to_pfn(r->cpu), r->size, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' */
}

int map_page(struct ring *r, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, virt_to_page(r->cpu)); /* expect: attr/user-not-dma-mmap 'vm_insert_page' */
}

static vm_fault_t ring_fault(struct vm_fault *vmf)
{
	struct ring *r = vmf->vma->vm_private_data;
	unsigned long pfn = (r->dma >> PAGE_SHIFT) + vmf->pgoff;

	return vmf_insert_pfn(vmf->vma, vmf->address, pfn); /* expect: attr/user-not-dma-mmap 'vmf_insert_pfn' */
}

const struct vm_operations_struct ring_vm_ops = {
	.fault = ring_fault,
};

/* through a helper that takes what it gets for any memory */
static int map_any(struct vm_area_struct *vma, phys_addr_t phys, size_t size)
{
	return remap_pfn_range(vma, vma->vm_start, phys >> PAGE_SHIFT, size, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' */
}

int map_helper(struct device *dev, struct vm_area_struct *vma, size_t size)
{
	dma_addr_t dma;
	void *cpu = dma_alloc_wc(dev, size, &dma, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	return map_any(vma, virt_to_phys(cpu), size);
}

struct either {
	void *cpu;
	dma_addr_t dma;
	bool coherent;
};

int either_make(struct either *e, struct device *dev)
{
	if (e->coherent)
		e->cpu = dma_alloc_coherent(dev, PAGE_SIZE, &e->dma,
					    GFP_KERNEL);
	else
		e->cpu = (void *)__get_free_page(GFP_KERNEL);
	return e->cpu ? 0 : -ENOMEM;
}

/* memory of both kinds, and one way for it */
int either_mmap(struct either *e, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(e->cpu) >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot); /* expect: attr/user-not-dma-mmap 'remap_pfn_range' */
}
