/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_WRAPPER_ROW_H
#define DMALIAS_FLOW_WRAPPER_ROW_H

#include "flow/wrapper/wrapper.h"
#include "flow/wrapper/wrapper_value.h"

/* What the parts of the search for wrappers share; see wrapper.h. */
struct wrapper_search {
	const struct module *module;
	const struct model *model;
	const struct model_context *context;
	const struct model_row **rows; /* per operation, or NULL */
	uint32_t *by_func; /* per function: its wrapper, from 1, or 0 */
	bool *pure; /* per function: it only looks */
	VEC(const struct model_row *)
	roots; /* per wrapper, as found: the row
		* of the function it calls */
	struct wrapper_list *ret;
};

/* A function that may be a wrapper. */
struct wrapper_try {
	struct wrapper_search *search;
	struct value_source s;
	op_id op; /* the call that it is about */
	op_id test; /* a call that tests, or 0 */
	block_id block, op_block;
	VEC(expr_id) marks; /* places that hold the result */
	bool passable; /* a way leads past the call */
	int out; /* parameter through which it is stored, or -1 */
	struct answers answers;
};

static inline void wrapper_try_deinit(struct wrapper_try *t)
{
	vec_deinit(&t->marks);
}

/* Whether the call is made, once, unless what it would get says no or an
 * error is returned. */
bool wrapper_always_works(struct wrapper_try *t);

/* The row of a function; false when no row can say what it does and how it
 * says that it failed. */
bool wrapper_make_row(const struct wrapper_try *t, struct wrapper *ret);

/* Set the pairs of all. */
void wrapper_pair(struct wrapper_search *w);

#endif
