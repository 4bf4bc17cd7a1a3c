/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ARITH_H
#define DMALIAS_FLOW_ARITH_H

#include "flow/path/walk.h"

/*
 * The value of a call to one of the functions that compute sizes and saturate
 * instead of overflowing (include/linux/overflow.h), as the product or sum it
 * stands for; 0 for any other call.
 */
value_id arith_result(struct flow *f, const struct fact_op *op);

#endif
