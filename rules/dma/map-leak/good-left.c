// SPDX-License-Identifier: GPL-2.0-or-later
/* Undone when the device goes, and when setting it up has failed. */
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

struct unit {
	struct device *dev;
	void *ring, *log, *spare;
	dma_addr_t ring_dma, log_dma, spare_dma, cmd_dma;
	char cmd[64];
};

int register_unit(struct unit *u);

/* tests again what it may find */
static void unit_free(struct unit *u)
{
	if (u->log)
		dma_free_coherent(u->dev, 512, u->log, u->log_dma);
	if (u->ring)
		dma_free_coherent(u->dev, 4096, u->ring, u->ring_dma);
}

static int unit_alloc(struct unit *u)
{
	u->ring = dma_alloc_coherent(u->dev, 4096, &u->ring_dma, GFP_KERNEL);
	u->log = dma_alloc_coherent(u->dev, 512, &u->log_dma, GFP_KERNEL);
	if (!u->ring || !u->log) {
		unit_free(u);
		return -ENOMEM;
	}
	/* moved to another field, which is undone */
	u->spare = u->log;
	return 0;
}

static int unit_probe(struct platform_device *pdev)
{
	struct unit *u = platform_get_drvdata(pdev);
	int ret = unit_alloc(u);

	if (ret)
		return ret;
	u->cmd_dma = dma_map_single(u->dev, u->cmd, 64, DMA_TO_DEVICE);
	ret = dma_mapping_error(u->dev, u->cmd_dma);
	if (ret)
		goto err_free;
	ret = register_unit(u);
	if (ret < 0)
		goto err_unmap;
	return ret;

err_unmap:
	dma_unmap_single(u->dev, u->cmd_dma, 64, DMA_TO_DEVICE);
err_free:
	unit_free(u);
	return ret;
}

static int unit_remove(struct platform_device *pdev)
{
	struct unit *u = platform_get_drvdata(pdev);

	dma_unmap_single(u->dev, u->cmd_dma, 64, DMA_TO_DEVICE);
	unit_free(u);
	return 0;
}

static struct platform_driver unit_driver = {
	.probe = unit_probe,
	.remove = unit_remove,
};
module_platform_driver(unit_driver);
