// SPDX-License-Identifier: GPL-2.0-or-later
/* The DMA controller of the ISA bus is programmed with physical addresses. */
#include <linux/io.h>
#include <linux/slab.h>

#define isa_virt_to_bus(p) ((unsigned int)virt_to_phys(p))

unsigned long claim_dma_lock(void);
void release_dma_lock(unsigned long flags);
void set_dma_addr(unsigned int channel, unsigned int address);

struct lance {
	__le32 ring;
	void *buf;
};

void lance_start(struct lance *l)
{
	unsigned long flags = claim_dma_lock();

	l->ring = cpu_to_le32(isa_virt_to_bus(l->buf));
	set_dma_addr(5, isa_virt_to_bus(l->buf));
	release_dma_lock(flags);
}
