// SPDX-License-Identifier: GPL-2.0-or-later
/* A device that is specified to take physical addresses, where they fit. */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>

void *queue_alloc(struct device *dev, bool mapped, dma_addr_t *dma)
{
	void *queue;
	phys_addr_t phys;

	if (mapped)
		return dma_alloc_coherent(dev, 4096, dma, GFP_KERNEL);
	queue = (void *)__get_free_page(GFP_KERNEL);
	if (!queue)
		return NULL;
	phys = virt_to_phys(queue);
	*dma = phys;
	if (*dma != phys) {
		free_page((unsigned long)queue);
		return NULL;
	}
	return queue;
}
