/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_HANDLE_H
#define DMALIAS_FLOW_HANDLE_H

#include "flow/rule.h"

/*
 * What places of type dma_addr_t hold, and where they lose a part of it. Many
 * hold what is no DMA address: a physical address that got the type of its
 * neighbour, or an address in a space that the driver manages itself.
 */
enum handle_source {
	HANDLE_UNKNOWN, /* a variable, or a field that the module only reads */
	HANDLE_API, /* nothing but what the DMA API returned */
	HANDLE_MIXED, /* that, and something else */
	HANDLE_OTHER, /* nothing of the DMA API */
};

/* What the module puts into a place, constants aside. */
enum handle_source handle_source(const struct flow_end *end, expr_id place);

/*
 * handle_cut() - the DMA address whose upper 32 bits operation @op drops
 * unseen, by storing it in a place or a register of 32 bits
 * @place: the place, 0 for a register
 * Return: 0 where it drops none, or the module takes the upper half elsewhere.
 */
expr_id handle_cut(const struct flow_end *end, op_id op, expr_id *place);

#endif
