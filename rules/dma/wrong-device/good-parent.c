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

struct fb_info {
	struct device *device;
	struct device *dev;
};

struct screen {
	struct fb_info *info;
	struct device *dev;
	void *buf;
	dma_addr_t dma;
};

/* one assignment to two places: both hold the device of the bus */
int both(struct platform_device *pdev, struct screen *s)
{
	s->dev = s->info->dev = &pdev->dev;
	s->buf = dma_alloc_coherent(s->dev, 64, &s->dma, GFP_KERNEL);
	return s->buf ? 0 : -ENOMEM;
}

int by_the_other_name(struct screen *s)
{
	s->buf = dma_alloc_coherent(s->info->dev, 64, &s->dma, GFP_KERNEL);
	return s->buf ? 0 : -ENOMEM;
}
