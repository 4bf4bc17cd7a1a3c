/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ROWS_H
#define DMALIAS_FLOW_ROWS_H

#include "facts/facts.h"
#include "model/model.h"

/*
 * rows_find() - what the model says of each operation of a module: of calls,
 * and of stores to slots that are given to a device (ROLE_DMA_BUFFER).
 * Return: by op_id, NULL for most; the caller frees the array, the rows are
 * the model's.
 */
const struct model_row **rows_find(const struct facts *f, const struct model *m,
				   const struct model_context *context);

#endif
