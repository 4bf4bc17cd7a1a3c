// SPDX-License-Identifier: GPL-2.0-or-later
/* Attributes as they are meant. */
#include <linux/dma-mapping.h>
#include <linux/string.h>

int device_go(dma_addr_t addr);

/* for user space and the device only */
struct plane {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
	void *shadow;
};

int plane_init(struct plane *p)
{
	p->cpu = dma_alloc_attrs(p->dev, 4096, &p->dma, GFP_KERNEL,
				 DMA_ATTR_NO_KERNEL_MAPPING);
	if (!p->cpu)
		return -ENOMEM;
	return device_go(p->dma);
}

int plane_mmap(struct plane *p, struct vm_area_struct *vma)
{
	return dma_mmap_attrs(p->dev, vma, p->cpu, p->dma, 4096,
			      DMA_ATTR_NO_KERNEL_MAPPING);
}

void plane_clear(struct plane *p)
{
	memset(p->shadow, 0, 4096);
}

void plane_exit(struct plane *p)
{
	if (p->cpu)
		dma_free_attrs(p->dev, 4096, p->cpu, p->dma,
			       DMA_ATTR_NO_KERNEL_MAPPING);
}

/* one field for both kinds, a flag tells which */
struct screen {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
	bool hidden;
};

int screen_init(struct screen *s)
{
	if (s->hidden)
		s->cpu = dma_alloc_attrs(s->dev, 4096, &s->dma, GFP_KERNEL,
					 DMA_ATTR_NO_KERNEL_MAPPING);
	else
		s->cpu = dma_alloc_coherent(s->dev, 4096, &s->dma, GFP_KERNEL);
	if (!s->cpu)
		return -ENOMEM;
	return 0;
}

void screen_clear(struct screen *s)
{
	if (!s->hidden)
		memset(s->cpu, 0, 4096);
}

/* synced by hand, for as much as came in */
int part(struct device *dev, u32 *buf, size_t len)
{
	dma_addr_t addr = dma_map_single_attrs(dev, buf, 4096, DMA_FROM_DEVICE,
					       DMA_ATTR_SKIP_CPU_SYNC);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_sync_single_for_device(dev, addr, len, DMA_FROM_DEVICE);
	device_go(addr);
	dma_sync_single_for_cpu(dev, addr, len, DMA_FROM_DEVICE);
	dma_unmap_single_attrs(dev, addr, 4096, DMA_FROM_DEVICE,
			       DMA_ATTR_SKIP_CPU_SYNC);
	return buf[0];
}

/* the first mapping has synced */
int two_devices(struct device *a, struct device *b, u32 *buf)
{
	dma_addr_t first = dma_map_single(a, buf, 64, DMA_TO_DEVICE), second;

	if (dma_mapping_error(a, first))
		return -ENOMEM;
	second = dma_map_single_attrs(b, buf, 64, DMA_TO_DEVICE,
				      DMA_ATTR_SKIP_CPU_SYNC);
	if (!dma_mapping_error(b, second)) {
		device_go(second);
		dma_unmap_single_attrs(b, second, 64, DMA_TO_DEVICE,
				       DMA_ATTR_SKIP_CPU_SYNC);
	}
	dma_unmap_single(a, first, 64, DMA_TO_DEVICE);
	return 0;
}

/* nobody looks at what was skipped */
int dropped(struct device *dev, u32 *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single_attrs(dev, addr, 64, DMA_FROM_DEVICE,
			       DMA_ATTR_SKIP_CPU_SYNC);
	buf[0] = 0;
	return 0;
}

struct work {
	struct device *dev;
	dma_addr_t dma;
};

/* undone before anything was given to the device */
int two_parts(struct work *p, u32 *buf, u32 *more)
{
	dma_addr_t second;

	p->dma = dma_map_single_attrs(p->dev, buf, 64, DMA_TO_DEVICE,
				      DMA_ATTR_SKIP_CPU_SYNC);
	if (dma_mapping_error(p->dev, p->dma))
		return -ENOMEM;
	second = dma_map_single(p->dev, more, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, second)) {
		dma_unmap_single_attrs(p->dev, p->dma, 64, DMA_TO_DEVICE,
				       DMA_ATTR_SKIP_CPU_SYNC);
		return -ENOMEM;
	}
	device_go(second);
	dma_unmap_single(p->dev, second, 64, DMA_TO_DEVICE);
	return 0;
}
