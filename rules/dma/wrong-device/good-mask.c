// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that was made one for DMA. */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>

int made_fit(struct net_device *ndev, void **buf, dma_addr_t *dma)
{
	int err = dma_coerce_mask_and_coherent(&ndev->dev, DMA_BIT_MASK(32));

	if (err)
		return err;
	*buf = dma_alloc_coherent(&ndev->dev, 4096, dma, GFP_KERNEL);
	return *buf ? 0 : -ENOMEM;
}
