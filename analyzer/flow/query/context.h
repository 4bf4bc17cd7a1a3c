/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_CONTEXT_H
#define DMALIAS_FLOW_CONTEXT_H

#include "flow/rule.h"

#define CONTEXT_CALLS 4

/* Why an operation runs where it must not sleep. */
struct context {
	/* calls that lead there, from the outside in: functions of the module
	 * called by functions of the module */
	op_id calls[CONTEXT_CALLS];
	int n_calls;
	op_id lock; /* call that began the atomic section, or 0 */
	/* else: how the kernel calls the outermost function, and the row that
	 * tells in which context */
	const struct module_entry *entry;
	const struct model_row *row;
};

enum context_need {
	CONTEXT_ATOMIC, /* sleeping is not allowed */
	CONTEXT_IRQS_OFF, /* interrupts are disabled */
};

/*
 * Find a way, after the first @skip of them, in which an operation runs in such
 * a context: a lock that every path to it holds, in its function or in a
 * caller, or a callback that the kernel calls so. False when there is none, and
 * when it depends: on a lock taken under a condition, on a flag that the caller
 * passes.
 */
bool context_find(const struct flow *f, op_id op, enum context_need need,
		  unsigned int skip, struct context *ret);

#endif
