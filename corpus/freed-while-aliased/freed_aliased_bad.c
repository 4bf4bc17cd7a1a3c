// SPDX-License-Identifier: GPL-2.0-or-later
/* A write-combining ring whose pages are restored and freed before its alias.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>

struct freed_aliased_ring {
	struct page *page;
	void *map;
};

static void freed_aliased_down(void *data)
{
	struct freed_aliased_ring *ring = data;

	/* changed, then freed, under the alias */
	/* miss-next: attr/ram-alias-vmap the alias lives */
	set_pages_array_wb(&ring->page, 1);
	__free_page(ring->page);
	vunmap(ring->map);
}

static int freed_aliased_up(struct freed_aliased_ring *ring)
{
	int ret;

	ring->page = alloc_page(GFP_KERNEL);
	if (!ring->page)
		return -ENOMEM;
	ret = set_pages_array_wc(&ring->page, 1);
	if (ret)
		goto free;
	ring->map =
		vmap(&ring->page, 1, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
	if (ring->map)
		return 0;
	ret = -ENOMEM;
	set_pages_array_wb(&ring->page, 1);
free:
	__free_page(ring->page);
	return ret;
}

static int freed_aliased_probe(struct platform_device *pdev)
{
	struct freed_aliased_ring *ring;
	int ret;

	ring = devm_kzalloc(&pdev->dev, sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ret = freed_aliased_up(ring);
	if (ret)
		return ret;
	return devm_add_action_or_reset(&pdev->dev, freed_aliased_down, ring);
}

static struct platform_driver freed_aliased_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *freed_aliased_pdev;

static int __init freed_aliased_init(void)
{
	freed_aliased_pdev = platform_create_bundle(
		&freed_aliased_driver, freed_aliased_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(freed_aliased_pdev);
}
module_init(freed_aliased_init);

static void __exit freed_aliased_exit(void)
{
	platform_device_unregister(freed_aliased_pdev);
	platform_driver_unregister(&freed_aliased_driver);
}
module_exit(freed_aliased_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("takes down a write-combining ring");
