// SPDX-License-Identifier: GPL-2.0-or-later
/* A board whose memory is set aside, and taken out, for two devices. */
#include <linux/dma-map-ops.h>
#include <linux/memblock.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>

static phys_addr_t camera_base;

void __init board_reserve(void)
{
	camera_base = memblock_phys_alloc(SZ_8M, SZ_1M);
	memblock_phys_free(camera_base, SZ_8M);
	memblock_remove(camera_base, SZ_8M);
}

int __init board_devices(struct platform_device *one,
			 struct platform_device *two)
{
	int err;

	err = dma_declare_coherent_memory(&one->dev, camera_base, camera_base,
					  SZ_4M);
	if (err)
		return err;
	return dma_declare_coherent_memory(&two->dev, camera_base + SZ_4M,
					   camera_base + SZ_4M, SZ_4M);
}

/* the way of today: the tree describes the region */
int camera_probe(struct platform_device *pdev)
{
	return of_reserved_mem_device_init(&pdev->dev);
}
