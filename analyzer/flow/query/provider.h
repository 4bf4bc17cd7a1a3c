/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_PROVIDER_H
#define DMALIAS_FLOW_PROVIDER_H

#include <stdbool.h>

#include "flow/module/module.h"

/*
 * Whether a module is itself what the DMA API is made of, by its tables of
 * functions or an IOMMU that it holds: it fills page tables of a device with
 * physical addresses, and cleans caches for others.
 */
bool provides_dma(const struct module *m);

#endif
