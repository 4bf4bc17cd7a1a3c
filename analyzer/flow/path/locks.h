/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_LOCKS_H
#define DMALIAS_FLOW_LOCKS_H

#include "flow/rule.h"

/*
 * How many atomic sections were begun since the function was entered; below 0
 * when it left more than it began: those of a caller.
 */
struct locks {
	bool reached; /* some path leads here */
	bool known; /* all paths agree */
	int atomic, irqs_off;
	op_id last; /* what began the section that was begun last, or 0 */
};

/* What is known of a module's locks; zeroed is nothing. */
struct locks_module {
	bool *has; /* per function: it, or what it calls, locks anything */
	struct locks *change; /* per function: what a call of it changes */
	struct locks **in; /* per function: before each of its blocks; made
			    * when it is asked for */
};

void locks_module_deinit(struct locks_module *lm, const struct module *m);

/* What holds before an operation. */
struct locks locks_before(const struct flow *f, op_id op);

#endif
