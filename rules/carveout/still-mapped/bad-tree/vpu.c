// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that the tree reserves, and leaves to the linear map: looked up by
 * its number here and mapped in another file, and looked up by its name.
 */
#include <linux/io.h>
#include <linux/of_address.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include "vpu.h"

static int vpu_find_firmware(struct vpu *vpu, struct device_node *np)
{
	struct device_node *node;
	struct resource res;

	node = of_parse_phandle(np, "memory-region", 1); /* expect-note: the region is found by 'of_parse_phandle' */
	if (!node)
		return -EINVAL;
	if (of_address_to_resource(node, 0, &res))
		return -EINVAL;
	vpu->fw_phys = res.start;
	vpu->fw_size = resource_size(&res);
	return 0;
}

static int vpu_probe(struct platform_device *pdev)
{
	struct device_node *np = pdev->dev.of_node;
	struct reserved_mem *rmem;
	struct vpu *vpu;
	int heap;

	vpu = devm_kzalloc(&pdev->dev, sizeof(*vpu), GFP_KERNEL);
	if (!vpu)
		return -ENOMEM;
	if (vpu_find_firmware(vpu, np) || vpu_load(vpu))
		return -EINVAL;
	heap = of_property_match_string(np, "memory-region-names", "heap");
	rmem = of_reserved_mem_lookup(of_parse_phandle(np, "memory-region",
						       heap));
	if (!rmem)
		return -EINVAL;
	vpu->heap = devm_ioremap_wc(&pdev->dev, rmem->base, rmem->size); /* expect: carveout/still-mapped 'devm_ioremap_wc' maps reserved memory */
	return vpu->heap ? 0 : -ENOMEM;
}

static const struct of_device_id vpu_match[] = {
	{ .compatible = "bad-tree,vpu" },
	{}
};

static struct platform_driver vpu_driver = {
	.probe = vpu_probe,
	.driver = { .name = "vpu", .of_match_table = vpu_match },
};
module_platform_driver(vpu_driver);
