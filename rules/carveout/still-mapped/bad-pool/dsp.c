// SPDX-License-Identifier: GPL-2.0-or-later
/* A pool that the kernel would have to map uncached, over RAM it has mapped. */
#include <linux/dma-mapping.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

static int dsp_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int err;

	err = of_reserved_mem_device_init(dev);
	if (err)
		return err;
	return of_reserved_mem_device_init_by_idx(dev, dev->of_node, 1); /* expect: carveout/still-mapped is for a pool that is still in the linear map */
}

static const struct of_device_id dsp_match[] = {
	{ .compatible = "bad-pool,dsp" },
	{}
};

static struct platform_driver dsp_driver = {
	.probe = dsp_probe,
	.driver = { .name = "dsp", .of_match_table = dsp_match },
};
module_platform_driver(dsp_driver);
