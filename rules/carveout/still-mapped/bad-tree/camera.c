// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A region that the page allocator uses meanwhile is no device memory; and a
 * driver whose own node is the region.
 */
#include <linux/io.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>

static int camera_probe(struct platform_device *pdev)
{
	struct device_node *node;
	struct resource res;
	void __iomem *frames;
	int err;

	node = of_parse_phandle(pdev->dev.of_node, "memory-region", 0);
	err = of_address_to_resource(node, 0, &res);
	of_node_put(node);
	if (err)
		return err;
	frames = devm_ioremap_resource(&pdev->dev, &res); /* expect: carveout/still-mapped 'devm_ioremap_resource' */
	return PTR_ERR_OR_ZERO(frames);
}

static const struct of_device_id camera_match[] = {
	{ .compatible = "bad-tree,camera" },
	{}
};

static struct platform_driver camera_driver = {
	.probe = camera_probe,
	.driver = { .name = "camera", .of_match_table = camera_match },
};

int camera_register(void)
{
	return platform_driver_register(&camera_driver);
}

static int log_probe(struct platform_device *pdev)
{
	struct resource *res;
	void __iomem *log;

	res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!res)
		return -EINVAL;
	log = ioremap(res->start, resource_size(res)); /* expect: carveout/still-mapped 'ioremap' maps reserved memory */
	return log ? 0 : -ENOMEM;
}

static const struct of_device_id log_match[] = {
	{ .compatible = "bad-tree,log" },
	{}
};

static struct platform_driver log_driver = {
	.probe = log_probe,
	.driver = { .name = "log", .of_match_table = log_match },
};

int log_register(void)
{
	return platform_driver_register(&log_driver);
}
