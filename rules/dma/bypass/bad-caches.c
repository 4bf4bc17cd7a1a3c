// SPDX-License-Identifier: GPL-2.0-or-later
/* Caches cleaned by hand. */
#include <linux/dma-map-ops.h>
#include <linux/io.h>
#include <linux/slab.h>

struct eng {
	void __iomem *regs;
	void *buf;
};

void eng_kick(struct eng *e)
{
	phys_addr_t phys = virt_to_phys(e->buf);

	arch_sync_dma_for_device(phys, 64, DMA_TO_DEVICE); /* expect: dma/bypass 'arch_sync_dma_for_device' does what the DMA API does */
	writeq(phys, e->regs); /* expect: dma/bypass in 'writeq' */
}
