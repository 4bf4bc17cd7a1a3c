// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Boot code of the driver notes where its region is; the device has registers
 * of its own beside that, and the region is left to the linear map.
 */
#include <linux/io.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

static phys_addr_t buffers;

static int __init buffers_setup(struct reserved_mem *rmem)
{
	buffers = rmem->base;
	return 0;
}
RESERVEDMEM_OF_DECLARE(buffers, "good-tree,buffers", buffers_setup);

static int manager_probe(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	void __iomem *regs;

	if (!res)
		return -EINVAL;
	regs = devm_ioremap(&pdev->dev, res->start, resource_size(res));
	return regs ? 0 : -ENOMEM;
}

static const struct of_device_id manager_match[] = {
	{ .compatible = "good-tree,manager" },
	{}
};

static struct platform_driver manager_driver = {
	.probe = manager_probe,
	.driver = { .name = "manager", .of_match_table = manager_match },
};

int manager_register(void)
{
	return platform_driver_register(&manager_driver);
}
