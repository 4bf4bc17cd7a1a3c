// SPDX-License-Identifier: GPL-2.0-or-later
/* Still there when setting up has failed. */
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

struct unit {
	struct device *dev;
	void *ring, *log;
	dma_addr_t ring_dma, log_dma;
};

int register_unit(struct unit *u);

static void unit_free(struct unit *u)
{
	dma_free_coherent(u->dev, 512, u->log, u->log_dma);
	dma_free_coherent(u->dev, 4096, u->ring, u->ring_dma);
}

static int unit_alloc(struct unit *u)
{
	u->ring = dma_alloc_coherent(u->dev, 4096, &u->ring_dma, GFP_KERNEL); /* expect: dma/map-leak the memory of 'dma_alloc_coherent' is not freed when probe fails */
	if (!u->ring)
		return -ENOMEM;
	u->log = dma_alloc_coherent(u->dev, 512, &u->log_dma, GFP_KERNEL); /* expect: dma/map-leak the memory of 'dma_alloc_coherent' is not freed when probe fails */
	if (!u->log)
		return -ENOMEM;
	return 0;
}

static int unit_probe(struct platform_device *pdev)
{
	struct unit *u = platform_get_drvdata(pdev);
	int ret = unit_alloc(u);

	if (ret)
		return ret;
	return register_unit(u);
}

static int unit_remove(struct platform_device *pdev)
{
	unit_free(platform_get_drvdata(pdev));
	return 0;
}

static struct platform_driver unit_driver = {
	.probe = unit_probe,
	.remove = unit_remove,
};
module_platform_driver(unit_driver);
