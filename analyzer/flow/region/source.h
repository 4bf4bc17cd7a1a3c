/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_REGION_SOURCE_H
#define DMALIAS_FLOW_REGION_SOURCE_H

#include "flow/origin/origin.h"

enum region_way {
	REGION_BY_PHANDLE, /* a reference, "memory-region", of the device */
	REGION_BY_NODE, /* the node of the device itself, or its resource */
};

/*
 * A place at which a module reads the address of a region out of a struct
 * resource or struct reserved_mem, and how that came there.
 */
struct region_source {
	enum region_way way;
	op_id op; /* that reads the address */
	op_id found; /* the call that found the node; of REGION_BY_NODE the one
		      * that made the resource; 0: not known */
	str_id kept; /* the field that the address is stored in, or 0 */
	bool has_index; /* of the reference: @index is known */
	int64_t index;
	str_id name; /* of it in memory-region-names, or 0 */
};

typedef VEC(struct region_source) region_source_vec;

/*
 * All places of a module, found by its operations alone: what holds the node
 * is the last that was stored in that variable before.
 */
void region_sources(const struct module *m, region_source_vec *ret);

#endif
