/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DESCRIPTOR_GIVE_H
#define DMALIAS_FLOW_DESCRIPTOR_GIVE_H

#include "flow/query/descriptor.h"
#include "flow/rule.h"

/*
 * State what the looked at function tells of words by which descriptors are
 * handed over; for flow_rule.look:
 *
 * polled:RECORD.FIELD:WORD:BIT - it tests one bit of the word
 * ordered:RECORD.FIELD:WORD - it has a write barrier right before it stores the word
 */
void descriptor_note_given(struct flow *f);

/*
 * The evidence that makes a hand-over of a store to @word: of a value with a
 * constant bit; or of one that a parameter brings, if it is the last store to
 * its descriptor.
 * Return: the caller's; NULL when the store is none of these.
 */
char *descriptor_given_if(const struct flow *f, op_id store,
			  const struct descriptor_word *word);

/* Whether an expression is, or has as a part, @part. */
bool descriptor_mentions(const struct facts *f, expr_id id, expr_id part);

#endif
