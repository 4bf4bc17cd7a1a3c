/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RING_H
#define RING_H

#include <linux/dma-mapping.h>

struct ring {
	struct device *dev;
	void __iomem *regs;
	dma_addr_t addr;
	size_t len;
};

static inline bool ring_mapped(struct ring *r, dma_addr_t addr)
{
	return !dma_mapping_error(r->dev, addr);
}

int ring_start(struct ring *r, void *buf, size_t len);
void ring_stop(struct ring *r);
int ring_poke(struct ring *r, void *buf, size_t len);
int ring_send(struct ring *r, void *buf, size_t len);

#endif
