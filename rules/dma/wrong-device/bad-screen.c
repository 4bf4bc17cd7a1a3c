// SPDX-License-Identifier: GPL-2.0-or-later
/* The device of a frame buffer's class, which is there once it is registered. */
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

struct fb_info {
	struct device *device;
	struct device *dev;
};

int screen_alloc(struct fb_info *info, void **buf, dma_addr_t *dma)
{
	*buf = dma_alloc_coherent(info->dev, 64, dma, GFP_KERNEL); /* expect: dma/wrong-device 'dma_alloc_coherent' is called for 'info->dev', which stands for no hardware */
	return *buf ? 0 : -ENOMEM;
}
