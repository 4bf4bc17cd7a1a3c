// SPDX-License-Identifier: GPL-2.0-or-later
/* A ring mapped write-combining, whose linear mapping is changed first and
 * restored. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/set_memory.h>
#include <linux/vmalloc.h>

#define RING_ORDER 2
#define RING_PAGES (1 << RING_ORDER)

struct vmap_wc_ring {
	struct page *pages[RING_PAGES];
	void *map;
};

static void vmap_wc_restore(void *data)
{
	struct vmap_wc_ring *ring = data;

	set_pages_array_wb(ring->pages, RING_PAGES);
}

static void vmap_wc_unmap(void *data)
{
	struct vmap_wc_ring *ring = data;

	vunmap(ring->map);
}

static int vmap_wc_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct vmap_wc_ring *ring;
	unsigned long addr;
	int i, ret;

	ring = devm_kzalloc(dev, sizeof(*ring), GFP_KERNEL);
	addr = devm_get_free_pages(dev, GFP_KERNEL, RING_ORDER);
	if (!ring || !addr)
		return -ENOMEM;
	for (i = 0; i < RING_PAGES; i++)
		ring->pages[i] = virt_to_page((void *)(addr + i * PAGE_SIZE));

	ret = set_pages_array_wc(ring->pages, RING_PAGES);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(dev, vmap_wc_restore, ring);
	if (ret)
		return ret;
	ring->map = vmap(ring->pages, RING_PAGES, VM_MAP,
			 pgprot_writecombine(PAGE_KERNEL));
	if (!ring->map)
		return -ENOMEM;
	memset(ring->map, 0, RING_PAGES * PAGE_SIZE);
	/* undone in the other order: the alias goes before the restore */
	return devm_add_action_or_reset(dev, vmap_wc_unmap, ring);
}

static struct platform_driver vmap_wc_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *vmap_wc_pdev;

static int __init vmap_wc_init(void)
{
	vmap_wc_pdev = platform_create_bundle(&vmap_wc_driver, vmap_wc_probe,
					      NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(vmap_wc_pdev);
}
module_init(vmap_wc_init);

static void __exit vmap_wc_exit(void)
{
	platform_device_unregister(vmap_wc_pdev);
	platform_driver_unregister(&vmap_wc_driver);
}
module_exit(vmap_wc_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION(
	"maps RAM write-combining and changes its linear mapping too");
