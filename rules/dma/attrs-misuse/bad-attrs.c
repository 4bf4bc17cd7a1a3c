// SPDX-License-Identifier: GPL-2.0-or-later
/* Attributes that the code forgets about. */
#include <linux/dma-mapping.h>
#include <linux/string.h>

int device_go(dma_addr_t addr);

int cookie(struct device *dev)
{
	dma_addr_t addr;
	u32 *buf = dma_alloc_attrs(dev, 4096, &addr, GFP_KERNEL,
				   DMA_ATTR_NO_KERNEL_MAPPING);

	if (!buf)
		return -ENOMEM;
	buf[0] = 1; /* expect: dma/attrs-misuse memory without a kernel mapping is written */
	device_go(addr);
	dma_free_attrs(dev, 4096, buf, addr, DMA_ATTR_NO_KERNEL_MAPPING);
	return 0;
}

struct plane {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
};

int plane_init(struct plane *p)
{
	p->cpu = dma_alloc_attrs(p->dev, 4096, &p->dma, GFP_KERNEL,
				 DMA_ATTR_NO_KERNEL_MAPPING |
					 DMA_ATTR_WRITE_COMBINE);
	return p->cpu ? 0 : -ENOMEM;
}

void plane_clear(struct plane *p)
{
	memset(p->cpu, 0, 4096); /* miss: dma/attrs-misuse a function that does nothing else is not walked */
}

void plane_exit(struct plane *p)
{
	memset(p->cpu, 0, 4096); /* expect: dma/attrs-misuse memory without a kernel mapping is written */
	dma_free_attrs(p->dev, 4096, p->cpu, p->dma,
		       DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_WRITE_COMBINE);
}

int skipped(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single_attrs(dev, addr, 64, DMA_FROM_DEVICE,
			       DMA_ATTR_SKIP_CPU_SYNC);
	return buf[0]; /* expect: dma/attrs-misuse read after an unmap that skipped the sync */
}

int never_synced(struct device *dev, u32 *buf)
{
	dma_addr_t addr;

	buf[0] = 1;
	addr = dma_map_single_attrs(dev, buf, 64, DMA_TO_DEVICE,
				    DMA_ATTR_SKIP_CPU_SYNC);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	device_go(addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE); /* expect: dma/attrs-misuse undoes a mapping that skipped the sync for the device */
	return 0;
}
