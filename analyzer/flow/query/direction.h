/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DIRECTION_H
#define DMALIAS_FLOW_DIRECTION_H

#include "flow/rule.h"

enum flow_certainty { CERTAIN_NO, CERTAIN_MAYBE, CERTAIN_YES };

/*
 * Whether the device writes the memory that a call of role map or dma_buffer
 * gives it: by its direction, or by the flags that tell it (the pipe of an USB
 * endpoint), which a field may hold.
 */
enum flow_certainty flow_device_writes(const struct flow *f,
				       const struct flow_call *call);

/* enum dma_data_direction, include/linux/dma-direction.h */
enum dma_direction { BOTH_WAYS, TO_DEVICE, FROM_DEVICE, NO_WAY };

/* The direction among the arguments of a call or an object; NO_WAY when it is
 * not known. */
enum dma_direction flow_direction(const struct flow *f, const value_id *args);
/* The same of a call by its operation alone, as it is written there. */
enum dma_direction flow_direction_at(const struct flow *f, op_id op);
/* "DMA_TO_DEVICE" and so on, of a known one. */
const char *flow_direction_name(enum dma_direction dir);

#endif
