// SPDX-License-Identifier: GPL-2.0-or-later
/* Still there when the device is gone. */
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

struct unit {
	struct device *dev;
	void *ring, *log;
	dma_addr_t ring_dma, log_dma;
};

static int unit_alloc(struct unit *u)
{
	u->log = dma_alloc_coherent(u->dev, 512, &u->log_dma, GFP_KERNEL); /* expect: dma/map-leak the memory of 'dma_alloc_coherent' in 'unit.log_dma' is only freed */
	if (!u->log)
		return -ENOMEM;
	u->ring = dma_alloc_coherent(u->dev, 4096, &u->ring_dma, GFP_KERNEL); /* expect: dma/map-leak the memory of 'dma_alloc_coherent' in 'unit.ring_dma' is never freed */
	if (!u->ring) {
		dma_free_coherent(u->dev, 512, u->log, u->log_dma); /* expect-note: freed only here, when something fails */
		return -ENOMEM;
	}
	return 0;
}

static int unit_probe(struct platform_device *pdev)
{
	return unit_alloc(platform_get_drvdata(pdev));
}

static int unit_remove(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver unit_driver = {
	.probe = unit_probe,
	.remove = unit_remove,
};
module_platform_driver(unit_driver);
