// SPDX-License-Identifier: GPL-2.0-or-later
/* A ring that the device reads, mapped uncached; the linear map keeps it
 * cached. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/vmalloc.h>

#define RING_ORDER 2
#define RING_PAGES (1 << RING_ORDER)

static void vmap_uc_unmap(void *ring)
{
	vunmap(ring);
}

static int vmap_uc_probe(struct platform_device *pdev)
{
	struct page *pages[RING_PAGES];
	unsigned long addr;
	void *ring;
	int i;

	addr = devm_get_free_pages(&pdev->dev, GFP_KERNEL, RING_ORDER);
	if (!addr)
		return -ENOMEM;
	for (i = 0; i < RING_PAGES; i++)
		pages[i] = virt_to_page((void *)(addr + i * PAGE_SIZE));

	/* expect-next: attr/ram-alias-vmap 'vmap' */
	ring = vmap(pages, RING_PAGES, VM_MAP, pgprot_noncached(PAGE_KERNEL));
	if (!ring)
		return -ENOMEM;
	memset(ring, 0, RING_PAGES * PAGE_SIZE);
	return devm_add_action_or_reset(&pdev->dev, vmap_uc_unmap, ring);
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
MODULE_DESCRIPTION("maps cached RAM uncached");
