// SPDX-License-Identifier: GPL-2.0-or-later
/* RAM made write-combining where it is, in the linear map, and restored. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/set_memory.h>

static void memremap_ram_restore(void *ring)
{
	set_memory_wb((unsigned long)ring, 1);
}

static int memremap_ram_probe(struct platform_device *pdev)
{
	unsigned long addr;
	int ret;

	addr = devm_get_free_pages(&pdev->dev, GFP_KERNEL, 0);
	if (!addr)
		return -ENOMEM;
	ret = set_memory_wc(addr, 1);
	if (ret)
		return ret;
	memset((void *)addr, 0, PAGE_SIZE);
	return devm_add_action_or_reset(&pdev->dev, memremap_ram_restore,
					(void *)addr);
}

static struct platform_driver memremap_ram_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *memremap_ram_pdev;

static int __init memremap_ram_init(void)
{
	memremap_ram_pdev = platform_create_bundle(
		&memremap_ram_driver, memremap_ram_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(memremap_ram_pdev);
}
module_init(memremap_ram_init);

static void __exit memremap_ram_exit(void)
{
	platform_device_unregister(memremap_ram_pdev);
	platform_driver_unregister(&memremap_ram_driver);
}
module_exit(memremap_ram_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("makes RAM write-combining in the linear map");
