/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DESCRIPTOR_READ_H
#define DMALIAS_FLOW_DESCRIPTOR_READ_H

#include "flow/query/descriptor_use.h"
#include "flow/rule.h"

/* A word that is read after another one was tested, and nothing that orders
 * reads between the two. */
struct descriptor_late {
	const struct fact_type *record;
	uint64_t tested_bit; /* where the tested word begins in the record */
	op_id test; /* what reads the tested word */
	op_id read; /* what reads the other one, of the walked function */
	op_id callee_read; /* the same in a called function, or 0 */
	uint64_t read_bit;
};

typedef void (*descriptor_late_fn)(struct flow *f,
				   const struct descriptor_late *late);

/*
 * Tell @fn of each descriptor of the looked at function that is left alone
 * when a test of its first read word says so, and else read further without a
 * barrier. Only those that the function finds itself: of a parameter, and
 * behind a barrier, a caller may know more. Words that go to an unmap are the
 * driver's own. For flow_rule.look.
 */
void descriptor_late_reads(struct flow *f, descriptor_late_fn fn);

#endif
