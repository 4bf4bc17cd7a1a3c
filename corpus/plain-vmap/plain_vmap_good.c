// SPDX-License-Identifier: GPL-2.0-or-later
/* Cached aliases of cached RAM, in all the ways there are. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/vmalloc.h>

#define BUFFER_ORDER 3
#define BUFFER_PAGES (1 << BUFFER_ORDER)
#define BUFFER_SIZE (PAGE_SIZE << BUFFER_ORDER)

struct plain_vmap {
	struct page *pages[BUFFER_PAGES];
	void *map, *ram, *memory;
};

static void plain_vmap_undo(void *data)
{
	struct plain_vmap *priv = data;

	vfree(priv->memory);
	if (priv->ram)
		vm_unmap_ram(priv->ram, BUFFER_PAGES);
	vunmap(priv->map);
}

static int plain_vmap_map(struct plain_vmap *priv)
{
	priv->map = vmap(priv->pages, BUFFER_PAGES, VM_MAP, PAGE_KERNEL);
	priv->ram = vm_map_ram(priv->pages, BUFFER_PAGES, NUMA_NO_NODE);
	priv->memory = vmalloc(BUFFER_SIZE);
	if (!priv->map || !priv->ram || !priv->memory)
		return -ENOMEM;
	memset(priv->memory, 0x5a, BUFFER_SIZE);
	memcpy(priv->map, priv->memory, BUFFER_SIZE);
	return memcmp(priv->ram, priv->memory, BUFFER_SIZE) ? -EIO : 0;
}

static int plain_vmap_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct plain_vmap *priv;
	unsigned long addr;
	int i, ret;

	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	addr = devm_get_free_pages(dev, GFP_KERNEL, BUFFER_ORDER);
	if (!priv || !addr)
		return -ENOMEM;
	for (i = 0; i < BUFFER_PAGES; i++)
		priv->pages[i] = virt_to_page((void *)(addr + i * PAGE_SIZE));
	ret = devm_add_action(dev, plain_vmap_undo, priv);
	if (ret)
		return ret;
	return plain_vmap_map(priv);
}

static struct platform_driver plain_vmap_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *plain_vmap_pdev;

static int __init plain_vmap_init(void)
{
	plain_vmap_pdev = platform_create_bundle(
		&plain_vmap_driver, plain_vmap_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(plain_vmap_pdev);
}
module_init(plain_vmap_init);

static void __exit plain_vmap_exit(void)
{
	platform_device_unregister(plain_vmap_pdev);
	platform_driver_unregister(&plain_vmap_driver);
}
module_exit(plain_vmap_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps cached RAM cached");
