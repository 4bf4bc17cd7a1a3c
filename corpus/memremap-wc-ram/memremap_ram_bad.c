// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver that wants its own RAM write-combining, and asks memremap(). */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static int memremap_ram_probe(struct platform_device *pdev)
{
	unsigned long addr;
	phys_addr_t phys;
	void *ring;

	addr = devm_get_free_pages(&pdev->dev, GFP_KERNEL, 0);
	if (!addr)
		return -ENOMEM;
	phys = virt_to_phys((void *)addr);
	/* the kernel warns, and refuses */
	/* expect-next: attr/ram-iomap 'devm_memremap' */
	ring = devm_memremap(&pdev->dev, phys, PAGE_SIZE, MEMREMAP_WC);
	if (IS_ERR(ring)) {
		dev_warn(&pdev->dev, "the ring stays cached\n");
		return 0;
	}
	memset(ring, 0, PAGE_SIZE);
	return 0;
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
MODULE_DESCRIPTION("maps RAM with memremap(), write-combining");
