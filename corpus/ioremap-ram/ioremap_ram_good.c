// SPDX-License-Identifier: GPL-2.0-or-later
/* RAM asked for by its physical address as what it is: cached memory. */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int ioremap_ram_probe(struct platform_device *pdev)
{
	unsigned long addr;
	void *table;

	addr = devm_get_free_pages(&pdev->dev, GFP_KERNEL, 0);
	if (!addr)
		return -ENOMEM;
	table = devm_memremap(&pdev->dev, virt_to_phys((void *)addr), PAGE_SIZE,
			      MEMREMAP_WB);
	if (IS_ERR(table))
		return PTR_ERR(table);
	memset(table, 0, PAGE_SIZE);
	return 0;
}

static struct platform_driver ioremap_ram_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *ioremap_ram_pdev;

static int __init ioremap_ram_init(void)
{
	ioremap_ram_pdev = platform_create_bundle(
		&ioremap_ram_driver, ioremap_ram_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(ioremap_ram_pdev);
}
module_init(ioremap_ram_init);

static void __exit ioremap_ram_exit(void)
{
	platform_device_unregister(ioremap_ram_pdev);
	platform_driver_unregister(&ioremap_ram_driver);
}
module_exit(ioremap_ram_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps RAM with memremap(), cached");
