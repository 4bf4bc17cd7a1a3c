// SPDX-License-Identifier: GPL-2.0-or-later
/* Each region of a device is used as the tree has it. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/of_address.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

struct vpu {
	phys_addr_t phys;
	void __iomem *hidden, *placed, *sram;
	void *cached, *frames;
	dma_addr_t frames_dma;
};

/* no-map: the driver's own to map */
static int map_hidden(struct vpu *vpu, struct device_node *np)
{
	struct resource res;

	if (of_address_to_resource(of_parse_phandle(np, "memory-region", 0), 0,
				   &res))
		return -EINVAL;
	vpu->phys = res.start;
	vpu->hidden = ioremap_wc(vpu->phys, resource_size(&res));
	return vpu->hidden ? 0 : -ENOMEM;
}

/* in the linear map, and mapped as that is */
static int map_cached(struct vpu *vpu, struct device_node *np)
{
	struct reserved_mem *rmem;

	rmem = of_reserved_mem_lookup(of_parse_phandle(np, "memory-region", 1));
	if (!rmem)
		return -EINVAL;
	vpu->cached = memremap(rmem->base, rmem->size, MEMREMAP_WB);
	return vpu->cached ? 0 : -ENOMEM;
}

/* where it is, the kernel decides; it is out of the linear map all the same */
static int map_placed(struct vpu *vpu, struct device_node *np)
{
	struct reserved_mem *rmem;
	int i = of_property_match_string(np, "memory-region-names", "placed");

	rmem = of_reserved_mem_lookup(of_parse_phandle(np, "memory-region", i));
	if (!rmem)
		return -EINVAL;
	vpu->placed = ioremap(rmem->base, rmem->size);
	return vpu->placed ? 0 : -ENOMEM;
}

static int map_sram(struct vpu *vpu, struct device_node *np)
{
	struct device_node *node = of_parse_phandle(np, "memory-region", 3);
	struct resource res;

	if (of_address_to_resource(node, 0, &res))
		return -EINVAL;
	vpu->sram = ioremap_wc(res.start, resource_size(&res));
	return vpu->sram ? 0 : -ENOMEM;
}

/* the DMA API maps what it allocates of a pool */
static int allocate(struct vpu *vpu, struct device *dev)
{
	int err = of_reserved_mem_device_init_by_name(dev, dev->of_node,
						      "pool");

	if (err)
		return err;
	vpu->frames = dmam_alloc_coherent(dev, 4096, &vpu->frames_dma,
					  GFP_KERNEL);
	return vpu->frames ? 0 : -ENOMEM;
}

static int vpu_probe(struct platform_device *pdev)
{
	struct device_node *np = pdev->dev.of_node;
	struct vpu *vpu;

	vpu = devm_kzalloc(&pdev->dev, sizeof(*vpu), GFP_KERNEL);
	if (!vpu)
		return -ENOMEM;
	if (map_hidden(vpu, np) || map_cached(vpu, np) || map_placed(vpu, np) ||
	    map_sram(vpu, np))
		return -EINVAL;
	return allocate(vpu, &pdev->dev);
}

/* a board has this device, and leaves it off */
static int unused_probe(struct platform_device *pdev)
{
	struct reserved_mem *rmem;

	rmem = of_reserved_mem_lookup(
		of_parse_phandle(pdev->dev.of_node, "memory-region", 0));
	if (!rmem)
		return -EINVAL;
	return devm_ioremap_wc(&pdev->dev, rmem->base, rmem->size) ? 0 :
								     -ENOMEM;
}

static const struct of_device_id vpu_match[] = {
	{ .compatible = "good-tree,vpu" },
	{}
};

static struct platform_driver vpu_driver = {
	.probe = vpu_probe,
	.driver = { .name = "vpu", .of_match_table = vpu_match },
};
module_platform_driver(vpu_driver);

static const struct of_device_id unused_match[] = {
	{ .compatible = "good-tree,unused" },
	{}
};

struct platform_driver unused_driver = {
	.probe = unused_probe,
	.driver = { .name = "unused", .of_match_table = unused_match },
};
