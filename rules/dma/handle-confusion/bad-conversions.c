// SPDX-License-Identifier: GPL-2.0-or-later
/* DMA addresses that are taken for something else, and the other way. */
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

void consume(void *data);

/* the buffer is looked up by its DMA address */
int same_path(struct device *dev, void *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	consume(phys_to_virt(addr)); /* expect: dma/handle-confusion 'phys_to_virt' gets the DMA address 'addr' as a physical address */
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}

struct slot {
	struct device *dev;
	void *buf;
	dma_addr_t dma;
};

int slot_fill(struct slot *s)
{
	s->dma = dma_map_single(s->dev, s->buf, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(s->dev, s->dma) ? -ENOMEM : 0;
}

/* in another function, through a field */
void slot_done(struct slot *s)
{
	dma_addr_t dma = s->dma;

	dma_unmap_single(s->dev, dma, 64, DMA_FROM_DEVICE);
	consume(phys_to_virt(s->dma)); /* expect: dma/handle-confusion 's->dma' as a */
}

/* through an integer */
u32 peek(struct slot *s)
{
	return *(u32 *)(unsigned long)s->dma; /* expect: dma/handle-confusion 's->dma' is dereferenced */
}

struct header {
	u32 type, len;
};

u32 peek_field(struct slot *s)
{
	struct header *h = (struct header *)(uintptr_t)s->dma;

	return h->len + ((struct header *)s->dma)->type; /* expect: dma/handle-confusion is dereferenced */
}

/* a physical address is no argument of an unmap */
void wrong_unmap(struct device *dev, void *buf)
{
	dma_unmap_single(dev, virt_to_phys(buf), 64, DMA_TO_DEVICE); /* expect: dma/handle-confusion gets the physical address of 'virt_to_phys' as DMA address */
}

void wrong_sync(struct device *dev, void *buf, size_t offset)
{
	dma_sync_single_for_cpu(dev, virt_to_phys(buf) + offset, 64, /* expect: dma/handle-confusion gets the physical address of 'virt_to_phys' as DMA address */
				DMA_FROM_DEVICE);
}

/* nor is a pointer of a free */
int wrong_free(struct device *dev)
{
	dma_addr_t dma;
	void *cpu = dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	dma_free_coherent(dev, 4096, cpu, (dma_addr_t)cpu); /* expect: dma/handle-confusion gets the pointer of 'dma_alloc_coherent' as DMA address */
	return 0;
}

/* pages of a DMA address */
int wrong_pages(struct device *dev, struct vm_area_struct *vma)
{
	dma_addr_t dma;
	void *cpu = dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	return remap_pfn_range(vma, vma->vm_start, dma >> PAGE_SHIFT, 4096, /* expect: attr/user-not-dma-mmap memory of 'dma_alloc_coherent' */
			       vma->vm_page_prot);
}

/* a second IOMMU is given the addresses of the first */
int wrong_domain(struct device *dev, struct iommu_domain *domain)
{
	dma_addr_t dma;
	void *cpu = dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	return iommu_map(domain, 0x1000, dma, 4096, IOMMU_READ); /* expect: dma/handle-confusion as a physical address */
}

/* a place that is for physical addresses, and may have another size */
struct table {
	struct device *dev;
	void *mem;
	phys_addr_t phys;
};

int table_create(struct table *t)
{
	t->mem = dma_alloc_coherent(t->dev, 4096, &t->phys, GFP_KERNEL); /* expect: dma/handle-confusion 'dma_alloc_coherent' leaves a DMA address in 't->phys', a phys_addr_t */
	return t->mem ? 0 : -ENOMEM;
}
