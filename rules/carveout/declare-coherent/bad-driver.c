// SPDX-License-Identifier: GPL-2.0-or-later
/* Regions for devices that cannot be theirs. */
#include <linux/dma-map-ops.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>

static phys_addr_t usb_base;

void __init usb_reserve(void)
{
	usb_base = memblock_phys_alloc(SZ_1M, SZ_1M); /* expect-note: 'memblock_phys_alloc' */
}

int usb_declare(struct device *dev)
{
	return dma_declare_coherent_memory(dev, usb_base, usb_base, SZ_1M); /* expect: carveout/declare-coherent is given memory that was reserved at boot, which is still in the linear map */
}

int odd_size(struct device *dev, phys_addr_t base)
{
	return dma_declare_coherent_memory(dev, base, base, 0x1800); /* expect: carveout/declare-coherent is given 6144 bytes, no whole pages */
}

int two_regions(struct device *dev, phys_addr_t base, phys_addr_t more)
{
	int err;

	err = dma_declare_coherent_memory(dev, base, base, SZ_1M); /* expect-note: its first region */
	if (err)
		return err;
	return dma_declare_coherent_memory(dev, more, more, SZ_1M); /* expect: carveout/declare-coherent is called for 'dev', which has a region already */
}

static int eth_probe(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 1);

	if (!res)
		return -EINVAL;
	return dma_declare_coherent_memory(&pdev->dev, res->start, res->start, resource_size(res)); /* expect: carveout/declare-coherent is called by a driver */
}

static struct platform_driver eth_driver = {
	.probe = eth_probe,
	.driver = { .name = "eth" },
};
module_platform_driver(eth_driver);
