// SPDX-License-Identifier: GPL-2.0-or-later
/* The network interface has a struct device too, but it does no DMA. */
#include <linux/dma-mapping.h>
#include <linux/miscdevice.h>
#include <linux/netdevice.h>

struct can_priv {
	struct device *node;
	void *buf;
	dma_addr_t dma;
};

int can_alloc(struct net_device *ndev, struct can_priv *priv)
{
	priv->buf = dma_alloc_coherent(&ndev->dev, 4096, &priv->dma, GFP_KERNEL); /* expect: dma/wrong-device 'dma_alloc_coherent' is called for '&ndev->dev', which stands for no hardware */
	return priv->buf ? 0 : -ENOMEM;
}

int can_send(struct net_device *ndev, void *data, size_t len)
{
	dma_addr_t dma = dma_map_single(&ndev->dev, data, len, DMA_TO_DEVICE); /* expect: dma/wrong-device 'dma_map_single' is called for '&ndev->dev', which stands for no hardware */

	if (dma_mapping_error(&ndev->dev, dma))
		return -ENOMEM;
	dma_unmap_single(&ndev->dev, dma, len, DMA_TO_DEVICE);
	return 0;
}

void *for_nobody(size_t len, dma_addr_t *dma)
{
	return dma_alloc_coherent(NULL, len, dma, GFP_KERNEL); /* expect: dma/wrong-device 'dma_alloc_coherent' is called for no device */
}
