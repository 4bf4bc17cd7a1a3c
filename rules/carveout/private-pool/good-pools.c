// SPDX-License-Identifier: GPL-2.0-or-later
/* Pools over memory that nobody set aside at boot. */
#include <linux/dma-mapping.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>

/* SRAM of the chip is the device's own */
int sram_pool(struct platform_device *pdev, struct gen_pool *pool)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	void __iomem *virt;

	if (!res)
		return -EINVAL;
	virt = devm_ioremap_wc(&pdev->dev, res->start, resource_size(res));
	if (!virt)
		return -ENOMEM;
	return gen_pool_add_virt(pool, (unsigned long)virt, res->start,
				 resource_size(res), -1);
}

/* parts of one coherent buffer */
int coherent_pool(struct device *dev, struct gen_pool *pool)
{
	dma_addr_t dma;
	void *virt = dmam_alloc_coherent(dev, SZ_64K, &dma, GFP_KERNEL);

	if (!virt)
		return -ENOMEM;
	return gen_pool_add(pool, (unsigned long)virt, SZ_64K, -1);
}

/* numbers that are no addresses of memory at all */
int id_pool(struct gen_pool *pool)
{
	return gen_pool_add(pool, 0x1000, SZ_4K, -1);
}

struct cam {
	void *virt;
	dma_addr_t dma;
};

/* a region of the tree by way of the DMA API, to user space too */
int cam_init(struct device *dev, struct cam *cam)
{
	int err = of_reserved_mem_device_init(dev);

	if (err)
		return err;
	cam->virt = dmam_alloc_coherent(dev, SZ_1M, &cam->dma, GFP_KERNEL);
	return cam->virt ? 0 : -ENOMEM;
}

int cam_mmap(struct device *dev, struct cam *cam, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(dev, vma, cam->virt, cam->dma, SZ_1M);
}
