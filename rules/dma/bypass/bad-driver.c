// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver that computes addresses for its device itself. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/slab.h>

struct desc {
	__le32 addr;
	__le32 len;
	u64 next;
};

struct eng {
	void __iomem *regs;
	struct device *dev;
	struct desc *ring;
	dma_addr_t ring_dma;
	dma_addr_t buf_dma;
};

int register_write(struct eng *e, void *buf)
{
	writel(virt_to_phys(buf), e->regs); /* expect: dma/bypass the result of 'virt_to_phys' is given to a device, in 'writel' */
	return 0;
}

int descriptor(struct eng *e, void *buf)
{
	phys_addr_t phys = virt_to_phys(buf);

	e->ring[0].addr = cpu_to_le32(phys + 2); /* expect: dma/bypass in 'e->ring[0].addr' */
	return 0;
}

/* memory for DMA, whatever the type of the field */
int coherent_descriptor(struct eng *e)
{
	struct desc *d = dma_alloc_coherent(e->dev, 4096, &e->ring_dma,
					    GFP_KERNEL);

	if (!d)
		return -ENOMEM;
	d->next = virt_to_phys(e); /* expect: dma/bypass in 'd->next' */
	e->ring = d;
	return 0;
}

void eng_give(struct eng *e, dma_addr_t addr)
{
	writel(addr, e->regs);
}

int handle(struct eng *e, void *buf)
{
	e->buf_dma = virt_to_phys(buf); /* expect: dma/bypass 'e->buf_dma', a DMA address */
	eng_give(e, virt_to_phys(buf)); /* expect: dma/bypass 'addr' of 'eng_give', a DMA address */
	return 0;
}

/* one memory, two masters of its IOMMU */
int domain(struct eng *e, struct iommu_domain *domain)
{
	void *cpu = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	e->ring = cpu;
	return iommu_map(domain, 0x1000, virt_to_phys(cpu), 4096, IOMMU_READ); /* expect: dma/bypass maps memory that belongs to the DMA API */
}
