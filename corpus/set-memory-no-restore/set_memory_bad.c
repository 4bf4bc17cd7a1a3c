// SPDX-License-Identifier: GPL-2.0-or-later
/* A descriptor table made uncached and freed as it is. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/set_memory.h>

#define TABLE_ORDER 1

struct set_memory {
	unsigned long table;
};

static void set_memory_free_table(void *data)
{
	struct set_memory *priv = data;

	/* miss-next: attr/not-restored the change is in another function */
	free_pages(priv->table, TABLE_ORDER);
	priv->table = 0;
}

static int set_memory_probe(struct platform_device *pdev)
{
	struct set_memory *priv;
	int ret;

	priv = devm_kzalloc(&pdev->dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	priv->table = __get_free_pages(GFP_KERNEL, TABLE_ORDER);
	if (!priv->table)
		return -ENOMEM;
	ret = set_memory_uc(priv->table, 1 << TABLE_ORDER);
	if (ret) {
		free_pages(priv->table, TABLE_ORDER);
		return ret;
	}
	memset((void *)priv->table, 0, PAGE_SIZE << TABLE_ORDER);
	return devm_add_action_or_reset(&pdev->dev, set_memory_free_table,
					priv);
}

static struct platform_driver set_memory_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *set_memory_pdev;

static int __init set_memory_init(void)
{
	set_memory_pdev = platform_create_bundle(
		&set_memory_driver, set_memory_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(set_memory_pdev);
}
module_init(set_memory_init);

static void __exit set_memory_exit(void)
{
	platform_device_unregister(set_memory_pdev);
	platform_driver_unregister(&set_memory_driver);
}
module_exit(set_memory_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("makes its table uncached");
