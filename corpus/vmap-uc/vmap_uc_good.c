// SPDX-License-Identifier: GPL-2.0-or-later
/* A ring mapped uncached, whose linear mapping is changed first and restored.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>

#define RING_ORDER 2
#define RING_PAGES (1 << RING_ORDER)

struct vmap_uc_ring {
	struct page *pages[RING_PAGES];
	void *map;
};

static void vmap_uc_restore(void *data)
{
	struct vmap_uc_ring *ring = data;

	set_pages_array_wb(ring->pages, RING_PAGES);
}

static void vmap_uc_unmap(void *data)
{
	struct vmap_uc_ring *ring = data;

	vunmap(ring->map);
}

static int vmap_uc_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct vmap_uc_ring *ring;
	unsigned long addr;
	int i, ret;

	ring = devm_kzalloc(dev, sizeof(*ring), GFP_KERNEL);
	addr = devm_get_free_pages(dev, GFP_KERNEL, RING_ORDER);
	if (!ring || !addr)
		return -ENOMEM;
	for (i = 0; i < RING_PAGES; i++)
		ring->pages[i] = virt_to_page((void *)(addr + i * PAGE_SIZE));

	ret = set_pages_array_uc(ring->pages, RING_PAGES);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(dev, vmap_uc_restore, ring);
	if (ret)
		return ret;
	ring->map = vmap(ring->pages, RING_PAGES, VM_MAP,
			 pgprot_noncached(PAGE_KERNEL));
	if (!ring->map)
		return -ENOMEM;
	memset(ring->map, 0, RING_PAGES * PAGE_SIZE);
	/* undone in the other order: the alias goes before the restore */
	return devm_add_action_or_reset(dev, vmap_uc_unmap, ring);
}

static struct platform_driver vmap_uc_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *vmap_uc_pdev;

static int __init vmap_uc_init(void)
{
	vmap_uc_pdev = platform_create_bundle(&vmap_uc_driver, vmap_uc_probe,
					      NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(vmap_uc_pdev);
}
module_init(vmap_uc_init);

static void __exit vmap_uc_exit(void)
{
	platform_device_unregister(vmap_uc_pdev);
	platform_driver_unregister(&vmap_uc_driver);
}
module_exit(vmap_uc_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps RAM uncached and changes its linear mapping too");
