// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory for the DMA controller of the ISA bus. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

int request_dma(unsigned int channel, const char *name);

void *sb_buffer(void)
{
	if (request_dma(1, "sb"))
		return NULL;
	return kmalloc(32768, GFP_KERNEL | GFP_DMA);
}
