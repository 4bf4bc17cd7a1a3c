/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DESCRIPTOR_H
#define DMALIAS_FLOW_DESCRIPTOR_H

#include "facts/facts.h"

/* A word of a descriptor: a record of numbers only, as devices read them. */
struct descriptor_word {
	expr_id base; /* place of the descriptor */
	const struct fact_type *record;
	const struct fact_field *field;
	uint64_t bit; /* from the beginning of the record */
};

/* Whether a type may be that of a descriptor: a record of numbers only. */
bool descriptor_record(const struct facts *f, const struct fact_type *t);

/* The word that a place is, or is in; false when it is none. */
bool descriptor_word(const struct facts *f, expr_id place,
		     struct descriptor_word *ret);

/* The first word that is read to compute an expression. */
bool descriptor_read(const struct facts *f, expr_id expr,
		     struct descriptor_word *ret);

/* Whether both lie in one aligned unit of 4 bytes. */
bool descriptor_same_word(const struct descriptor_word *x,
			  const struct descriptor_word *y);

/*
 * The one bit that a condition tests, "word & 0x80000000", or the least
 * significant one where the word is a bit-field; 0 when it is none or many.
 */
uint64_t descriptor_tested_bit(const struct facts *f, expr_id cond,
			       const struct descriptor_word *word);

/* The constant bits that a value is sure to have. */
uint64_t descriptor_set_bits(const struct facts *f, expr_id value);

#endif
