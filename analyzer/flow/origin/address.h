/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ADDRESS_H
#define DMALIAS_FLOW_ADDRESS_H

#include "flow/origin/origin.h"

/* What finds the canonical value of a root; returns 0 for none. */
typedef value_id (*address_canon_fn)(value_id v, void *ctx);

/**
 * address_roots() - what an address, a page or a frame number is computed
 * from: through sums, shifts, conversions, fields and elements.
 * @rows: of the model, that conversions point into
 * @ret: room for ADDRESS_ROOTS
 * Return: their number; what is beyond the room is left out
 */
uint32_t address_roots(const struct values *vs, const struct model *model,
		       value_id v, address_canon_fn canon, void *ctx,
		       struct address_root *ret);

#endif
