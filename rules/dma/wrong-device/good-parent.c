// SPDX-License-Identifier: GPL-2.0-or-later
/* The device of the bus, however it is reached. */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>

struct ring {
	struct device *dev;
	void *buf;
	dma_addr_t dma;
};

int of_the_parent(struct net_device *ndev, struct ring *ring)
{
	ring->buf = dma_alloc_coherent(ndev->dev.parent, 4096, &ring->dma,
				       GFP_KERNEL);
	return ring->buf ? 0 : -ENOMEM;
}

int kept(struct platform_device *pdev, struct ring *ring)
{
	ring->dev = &pdev->dev;
	ring->buf = dma_alloc_coherent(ring->dev, 4096, &ring->dma, GFP_KERNEL);
	return ring->buf ? 0 : -ENOMEM;
}

/* two kinds of device in one field: the module knows which */
int either(struct net_device *ndev, struct device *dev, struct ring *other,
	   bool real)
{
	other->dev = dev;
	other->buf = dma_alloc_coherent(other->dev, 64, &other->dma, GFP_KERNEL);
	return other->buf && real ? 0 : -ENOMEM;
}
