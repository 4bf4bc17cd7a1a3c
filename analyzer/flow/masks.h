/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MASKS_H
#define DMALIAS_FLOW_MASKS_H

#include <stdbool.h>

#include "flow/rule.h"

/* What a module says of the addresses that its devices reach. */
struct masks {
	bool any; /* sets one, by a call or in the device itself */
	bool streaming, coherent; /* one that is known to be wider than 32
				   * bits, for mappings, for allocations */
};

struct masks masks_find(const struct flow_end *end);

/* The mask that a call of role set_mask sets, as far as it is a constant. */
bool masks_constant(const struct facts *f, const struct model_row *row,
		    op_id op, uint64_t *ret);

#endif
