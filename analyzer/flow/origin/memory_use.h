/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MEMORY_USE_H
#define DMALIAS_FLOW_MEMORY_USE_H

#include "base/map.h"
#include "flow/origin/origin.h"

/* A value that the module stores in an element of an array. */
struct array_fill {
	value_id array; /* canonical: what points to the array */
	struct address_root root; /* of what is stored */
};

/* What the walk leaves of the memory that a module maps. */
struct memory_table {
	VEC(struct memory_use) uses;
	VEC(struct array_fill) fills;
	struct idmap seen; /* hashes of both */
};

void memory_table_deinit(struct memory_table *t);

/* A modelled call, as rules get it, and before it takes effect. */
void memory_use_call(struct flow *f, const struct flow_call *call);

/* A store, before it takes effect. */
void memory_use_store(struct flow *f, value_id address, value_id value);

#endif
