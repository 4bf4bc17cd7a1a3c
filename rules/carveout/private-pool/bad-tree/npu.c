// SPDX-License-Identifier: GPL-2.0-or-later
/* A heap that the tree reserves for the driver, which makes an allocator of
 * it. */
#include <linux/genalloc.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>

static int npu_probe(struct platform_device *pdev)
{
	struct device_node *node;
	struct gen_pool *pool;
	struct resource res;

	node = of_parse_phandle(pdev->dev.of_node, "memory-region", 0);
	if (of_address_to_resource(node, 0, &res))
		return -EINVAL;
	pool = devm_gen_pool_create(&pdev->dev, 12, -1, "npu");
	if (!pool)
		return -ENOMEM;
	return gen_pool_add(pool, res.start, resource_size(&res), -1); /* expect: carveout/private-pool 'gen_pool_add' makes a private pool of a reserved-memory region */
}

static const struct of_device_id npu_match[] = {
	{ .compatible = "private-pool,npu" },
	{}
};

static struct platform_driver npu_driver = {
	.probe = npu_probe,
	.driver = { .name = "npu", .of_match_table = npu_match },
};
module_platform_driver(npu_driver);
