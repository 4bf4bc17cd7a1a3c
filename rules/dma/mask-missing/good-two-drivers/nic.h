/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NIC_H
#define NIC_H

#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/pci.h>

struct nic {
	struct device *dev;
	void *ring;
	dma_addr_t dma;
};

u32 nic_ring(struct nic *nic);

#endif
