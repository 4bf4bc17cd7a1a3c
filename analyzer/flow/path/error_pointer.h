/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ERROR_POINTER_H
#define DMALIAS_FLOW_ERROR_POINTER_H

#include "flow/path/walk.h"

/*
 * A pointer that may be an errno (include/linux/err.h): ERR_PTR(e) is the
 * number e, IS_ERR(p) says that it is below 0; pointers that are none are not
 * negative here.
 *
 * Return: the value of a call of one of those functions, 0 for another call.
 */
value_id error_pointer_result(struct flow *f, const struct fact_op *op);

#endif
