/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_TRANSLATE_H
#define DMALIAS_FLOW_TRANSLATE_H

#include "flow/path/walk.h"

/*
 * Values of one function in another one's terms. Of a caller: parameters
 * become arguments, what memory held at entry becomes what it holds at the
 * call, and results of calls become results within this call.
 */
struct translation {
	const struct values *from;
	struct values *to;
	value_id *memo; /* per value of @from; 0: not yet */
	/* of a caller; NULL: values are copied as they are */
	struct flow *caller;
	func_id callee;
	const value_id *args;
	uint32_t n_args;
	value_id call; /* stands for this call */
};

void translation_init(struct translation *t, const struct values *from,
		      struct values *to);
void translation_deinit(struct translation *t);

value_id translate(struct translation *t, value_id id);

#endif
