/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_WRAPPER_VALUE_H
#define DMALIAS_FLOW_WRAPPER_VALUE_H

#include "facts/facts.h"

/*
 * Where the values of a small function come from, without a walk: of a
 * variable that is assigned once, what it was assigned.
 */
struct value_source {
	const struct facts *facts;
	func_id func;
};

/* Without casts, and through variables that are assigned once. */
expr_id source_resolve(const struct value_source *s, expr_id expr);

/* The parameter that an expression is, from 0; -1 for all others and for
 * parameters that the function changes. */
int source_param(const struct value_source *s, expr_id expr);

/* The parameter that a field or an element is taken of; -1 when none. */
int source_param_of_field(const struct value_source *s, expr_id expr);

/* Whether an expression is made of @part. */
bool source_mentions(const struct value_source *s, expr_id expr, expr_id part);

/*
 * What reaches an expression that stands for an answer: constants, or the
 * result of the call @op.
 */
struct answers {
	op_id op;
	bool result; /* the result, as it is */
	bool errors; /* negative numbers, ERR_PTR(), another test's answer */
	bool zero; /* 0 or NULL */
	bool minus_one; /* DMA_MAPPING_ERROR, among the errors too */
	bool other; /* anything else */
};

/* Add what @expr may be to @ret, whose op is given. */
void source_answers(const struct value_source *s, expr_id expr,
		    bool (*is_test)(op_id op, void *ctx), void *ctx,
		    struct answers *ret);

#endif
