// SPDX-License-Identifier: GPL-2.0-or-later
/* The buffer is allocated in one unit of the driver ... */
#include <linux/dma-mapping.h>
#include <linux/errno.h>

#include "driver.h"

int capture_alloc(struct capture *c, struct device *dev)
{
	if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)))
		return -EIO;
	c->area = __get_free_pages(GFP_KERNEL, c->order); /* expect-note: memory comes from '__get_free_pages' */
	return c->area ? 0 : -ENOMEM;
}
