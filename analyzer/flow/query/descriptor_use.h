/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DESCRIPTOR_USE_H
#define DMALIAS_FLOW_DESCRIPTOR_USE_H

#include "flow/query/descriptor.h"
#include "flow/rule.h"

/* A descriptor as a function names it: by a pointer, or as a place. */
struct descriptor_name {
	expr_id expr;
	bool is_place;
};

/* A place in a descriptor. */
struct descriptor_spot {
	struct descriptor_name name;
	const struct fact_type *record;
	uint64_t bit; /* from the beginning of the record */
};

/* Where in which descriptor a place is; false when it is in none. The
 * descriptor is the largest record of numbers only around it. */
bool descriptor_spot(const struct facts *f, expr_id place,
		     struct descriptor_spot *ret);

/* The descriptor that an argument points to; @record: what it points to, or
 * NULL when that is no record of numbers. */
struct descriptor_name descriptor_pointed(const struct facts *f, expr_id arg,
					  const struct fact_type **record);

static inline bool descriptor_same(struct descriptor_name x,
				   struct descriptor_name y)
{
	return x.expr == y.expr && x.is_place == y.is_place;
}

/* The name of the word that begins at a bit; "" when it has none. */
const char *descriptor_word_name(const struct facts *f,
				 const struct fact_type *record, uint64_t bit);

/* Whether a symbol is the parameter, or a local that only ever holds it. */
bool descriptor_is_param(const struct facts *f, const struct fact_func *func,
			 expr_id id, symbol_id param);

/* Whether a function makes a pointer of what it reads at a place, or only asks
 * whether something is there: so a driver reads what it wrote itself. */
bool descriptor_is_cookie(const struct facts *f, const struct fact_func *func,
			  expr_id place);

#define DESCRIPTOR_USES 8

/* What a function does with the memory that a parameter points to. */
struct descriptor_uses {
	int n;
	struct descriptor_use {
		op_id op;
		uint64_t bit;
		bool write;
		bool cookie; /* see descriptor_is_cookie() */
	} v[DESCRIPTOR_USES];
};

/* The uses of parameter @param of @func, itself and through functions of the
 * module that it hands it to; the first of them, in the order of the text. */
void descriptor_uses(const struct flow *f, func_id func, uint32_t param,
		     struct descriptor_uses *ret);

/*
 * Whether a call may order accesses of a kind (MODEL_ORDERS_READS,
 * MODEL_ORDERS_WRITES): all but those that are known not to; a function of the
 * module does when anything in it may.
 */
bool descriptor_may_order(const struct flow *f, op_id call,
			  enum model_flags kind);

#endif
