/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FIELD_PAIR_H
#define DMALIAS_FLOW_FIELD_PAIR_H

#include "flow/rule.h"

/*
 * What is done to one field by two functions, brought together: a use that
 * undoes against those that made. A field of many instances may be made in
 * many ways and undone in as many, a flag beside it telling which: only what
 * fits none of its makers is wrong.
 */
struct field_pair {
	struct field_makers makers;
	const struct field_use *nearest; /* maker that it fits best */
	enum model_arg arg; /* that differs from the nearest's; ARG_NR: the
			     * function is of another family */
	bool certain; /* all makers say the same, and there is no doubt which
		       * memory it is about */
};

/**
 * field_pair_check() - whether @undo fits no maker of its field, on none of
 * the paths to it: one that does not fit may be one that is never taken.
 * Return: true when it is known to fit none; @ret says what differs, and is
 *	freed with field_pair_deinit() in either case.
 */
bool field_pair_check(const struct flow_end *end, const struct field *field,
		      const struct field_use *undo, struct field_pair *ret);
void field_pair_deinit(struct field_pair *p);

/* "RECORD.FIELD", or the name of a global; valid as long as end_text(). */
const char *field_pair_name(struct flow_end *end, const struct field *field);

/* "device", "size": what a pair disagrees about. */
const char *field_pair_what(enum model_arg arg);

/* Whether one of the makers is the call at @op. */
bool field_makers_have(const struct field_makers *makers, op_id op);

/* Whether one call is a maker of both. */
bool field_makers_share(const struct field_makers *x,
			const struct field_makers *y);

/* Whether the scatterlist of an unmap is mapped by a call that is not among
 * the makers of its count, too: then which of them it undoes is not known. */
bool field_pair_is_shared(const struct field_table *t,
			  const struct field_use *undo,
			  const struct field_makers *makers);

/* The field that the DMA address of a use comes from, or NULL. */
const struct field *field_of_handle(const struct field_table *t,
				    const struct field_use *use);

/* One step for each call that made, five at most. */
void field_pair_steps(struct flow_end *end, struct finding *finding,
		      const struct field_makers *makers, const char *made);

#endif
