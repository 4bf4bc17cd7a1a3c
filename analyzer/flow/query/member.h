/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MEMBER_H
#define DMALIAS_FLOW_MEMBER_H

#include "flow/rule.h"

#define MEMBER_DEPTH 8

/* A field, and the record that it is a field of. */
struct member_step {
	const struct fact_type *record;
	const struct fact_field *field;
};

/*
 * A part of a record: "priv->in.buf" is field "buf" of field "in" of the
 * record that priv points to. Offsets are those of a machine where a field
 * that asks for an alignment gets a cache line of its own to begin with,
 * whatever the macro means where the source was parsed.
 */
struct member {
	value_id base; /* where the outermost record lies */
	struct member_step steps[MEMBER_DEPTH]; /* from the outside in */
	int n_steps;
	uint64_t offset, size; /* bytes, of the part in the outermost record */
};

/*
 * The part of a record that an address points into. False when it is not
 * known to be one: a whole object, an element of an array of records, a record
 * without a definition.
 */
bool member_of(const struct flow *f, value_id address, struct member *ret);

/*
 * Call @fn for each field that has a byte in the cache lines, of @line bytes,
 * of a member and is no part of it, until it returns false.
 */
void member_neighbours(
	const struct facts *f, const struct member *m, uint64_t line,
	bool (*fn)(const struct member_step *neighbour, void *ctx), void *ctx);

#endif
