// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What common operations cost: prints "bench: NAME NANOSECONDS" for each, which
 * in a guest with a counted clock (-icount shift=0) are instructions. The best
 * of some rounds, so that an interrupt within one does not count.
 *
 * With mappings=N it makes N device mappings instead, none next to another, and
 * keeps them until it goes.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define BENCH_ROUNDS 7
#define BENCH_PAIRS 2000
#define BENCH_PAGES 4
/* above all RAM and PCI windows of a guest, and nobody looks there */
#define BENCH_PHYS (1ULL << 38)

static uint mappings;
module_param(mappings, uint, 0444);
MODULE_PARM_DESC(mappings, "device mappings to make and keep");

struct bench {
	struct device *dev;
	struct page *pages[BENCH_PAGES];
	void *buffer;
	bool failed;
};

static void vmap_pair(struct bench *b)
{
	void *map = vmap(b->pages, 1, VM_MAP, PAGE_KERNEL);

	b->failed |= !map;
	vunmap(map);
}

static void vmap4_pair(struct bench *b)
{
	void *map = vmap(b->pages, BENCH_PAGES, VM_MAP, PAGE_KERNEL);

	b->failed |= !map;
	vunmap(map);
}

static void dma_pair(struct bench *b)
{
	dma_addr_t dma = dma_map_single(b->dev, b->buffer, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(b->dev, dma))
		b->failed = true;
	else
		dma_unmap_single(b->dev, dma, 64, DMA_TO_DEVICE);
}

static void page_pair(struct bench *b)
{
	struct page *page = alloc_page(GFP_KERNEL);

	b->failed |= !page;
	if (page)
		__free_page(page);
}

static void measure(struct bench *b, const char *name,
		    void (*pair)(struct bench *b))
{
	u64 best = U64_MAX, time;
	int round, i;

	for (round = 0; round < BENCH_ROUNDS; round++) {
		time = ktime_get_ns();
		for (i = 0; i < BENCH_PAIRS; i++)
			pair(b);
		best = min(best, ktime_get_ns() - time);
		cond_resched();
	}
	if (b->failed)
		pr_info("bench: %s failed\n", name);
	else
		pr_info("bench: %s %llu\n", name, best / BENCH_PAIRS);
}

static void bench_free(void *data)
{
	struct bench *b = data;
	int i;

	for (i = 0; i < BENCH_PAGES; i++)
		if (b->pages[i])
			__free_page(b->pages[i]);
}

static int bench_costs(struct device *dev)
{
	struct bench *b = devm_kzalloc(dev, sizeof(*b), GFP_KERNEL);
	int i, ret;

	if (!b)
		return -ENOMEM;
	b->dev = dev;
	b->buffer = devm_kmalloc(dev, PAGE_SIZE, GFP_KERNEL);
	ret = devm_add_action_or_reset(dev, bench_free, b);
	if (ret)
		return ret;
	for (i = 0; i < BENCH_PAGES; i++)
		b->pages[i] = alloc_page(GFP_KERNEL);
	if (!b->buffer || !b->pages[BENCH_PAGES - 1])
		return -ENOMEM;
	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;
	measure(b, "vmap", vmap_pair);
	measure(b, "vmap4", vmap4_pair);
	measure(b, "dma", dma_pair);
	measure(b, "page", page_pair);
	return 0;
}

static int bench_mappings(struct device *dev)
{
	void __iomem *map;
	uint i;

	for (i = 0; i < mappings; i++) {
		map = devm_ioremap(dev, BENCH_PHYS + 2ULL * i * PAGE_SIZE,
				   PAGE_SIZE);
		if (!map)
			return -ENOMEM;
		cond_resched();
	}
	return 0;
}

static int bench_probe(struct platform_device *pdev)
{
	return mappings ? bench_mappings(&pdev->dev) : bench_costs(&pdev->dev);
}

static struct platform_driver bench_driver = {
	.driver.name = "bench",
};

static struct platform_device *bench_pdev;

static int __init bench_init(void)
{
	bench_pdev = platform_create_bundle(&bench_driver, bench_probe, NULL, 0,
					    NULL, 0);
	return PTR_ERR_OR_ZERO(bench_pdev);
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	platform_device_unregister(bench_pdev);
	platform_driver_unregister(&bench_driver);
}
module_exit(bench_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("measures mapping and unmapping");
