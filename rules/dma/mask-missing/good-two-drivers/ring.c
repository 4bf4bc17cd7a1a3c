// SPDX-License-Identifier: GPL-2.0-or-later
/* What the drivers of the card and of its virtual functions share. */
#include "nic.h"

u32 nic_ring(struct nic *nic)
{
	nic->ring = dma_alloc_coherent(nic->dev, 4096, &nic->dma, GFP_KERNEL);
	return nic->ring ? upper_32_bits(nic->dma) : 0;
}
