// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The region is the driver's own node. Its address goes through two hands, and
 * its pages, which RAM has, are mapped write-combining.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/pfn.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct area {
	void *virt;
};

static void *trace_vmap(phys_addr_t start, size_t size)
{
	unsigned int n = size >> PAGE_SHIFT;
	struct page **pages = kcalloc(n, sizeof(*pages), GFP_KERNEL);
	pgprot_t prot = pgprot_writecombine(PAGE_KERNEL);
	void *virt;

	if (!pages)
		return NULL;
	for (unsigned int i = 0; i < n; i++)
		pages[i] = pfn_to_page((start >> PAGE_SHIFT) + i);
	virt = vmap(pages, n, VM_MAP, prot); /* expect: carveout/still-mapped 'vmap' maps reserved memory */
	kfree(pages);
	return virt;
}

static void *trace_iomap(phys_addr_t start, size_t size)
{
	return (void *)ioremap_wc(start, size);
}

static int area_map(struct area *area, phys_addr_t start, size_t size)
{
	/* no RAM, no linear map */
	if (pfn_valid(PFN_DOWN(start)))
		area->virt = trace_vmap(start, size);
	else
		area->virt = trace_iomap(start, size);
	return area->virt ? 0 : -ENOMEM;
}

static int trace_probe(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	struct area *area;

	area = devm_kzalloc(&pdev->dev, sizeof(*area), GFP_KERNEL);
	if (!res || !area)
		return -ENOMEM;
	return area_map(area, res->start, resource_size(res));
}

static const struct of_device_id trace_match[] = {
	{ .compatible = "bad-tree,trace" },
	{}
};

static struct platform_driver trace_driver = {
	.probe = trace_probe,
	.driver = { .name = "trace", .of_match_table = trace_match },
};

int trace_register(void)
{
	return platform_driver_register(&trace_driver);
}
