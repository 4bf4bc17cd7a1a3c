// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver that maps for the devices of others. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

struct client {
	struct device *dma_dev;
	dma_addr_t dma;
};

/* the DMA controller does the DMA, and its driver has set the mask */
u32 client_map(struct client *c, void *buf)
{
	c->dma = dma_map_single(c->dma_dev, buf, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(c->dma_dev, c->dma))
		return 0;
	return upper_32_bits(c->dma);
}

static int client_probe(struct platform_device *pdev)
{
	struct client *c = platform_get_drvdata(pdev);

	c->dma_dev = pdev->dev.parent;
	return 0;
}

static struct platform_driver client_driver = {
	.probe = client_probe,
};

module_platform_driver(client_driver);
