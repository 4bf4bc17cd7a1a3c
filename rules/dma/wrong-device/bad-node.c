// SPDX-License-Identifier: GPL-2.0-or-later
/* The device behind /dev/dma0 is one of a class, not that of the bus. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/platform_device.h>

struct dma_node {
	struct device *dev;
	void *buf;
	dma_addr_t handle;
};

int dma_node_add(struct dma_node *node, struct class *class, dev_t number)
{
	node->dev = device_create(class, NULL, number, NULL, "dma0");
	return IS_ERR(node->dev) ? PTR_ERR(node->dev) : 0;
}

int dma_node_open(struct dma_node *node)
{
	node->buf = dma_alloc_coherent(node->dev, 4096, &node->handle, GFP_KERNEL); /* expect: dma/wrong-device 'dma_alloc_coherent' is called for 'node->dev', which stands for no hardware */
	return node->buf ? 0 : -ENOMEM;
}
