// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver that wants its own RAM uncached, and takes ioremap() for it. */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int ioremap_ram_probe(struct platform_device *pdev)
{
	unsigned long addr;
	phys_addr_t phys;
	void __iomem *desc;

	addr = devm_get_free_pages(&pdev->dev, GFP_KERNEL, 0);
	if (!addr)
		return -ENOMEM;
	phys = virt_to_phys((void *)addr);
	/* the kernel warns, and refuses */
	/* expect-next: attr/ram-iomap 'devm_ioremap' */
	desc = devm_ioremap(&pdev->dev, phys, PAGE_SIZE);
	if (!desc) {
		dev_warn(&pdev->dev, "descriptors stay cached\n");
		return 0;
	}
	memset_io(desc, 0, PAGE_SIZE);
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
MODULE_DESCRIPTION("maps RAM with ioremap()");
