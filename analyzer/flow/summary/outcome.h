/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_OUTCOME_H
#define DMALIAS_FLOW_OUTCOME_H

#include "flow/path/state.h"

/*
 * What the paths of a function come to. While it is walked every path has a
 * trace, the modelled calls that it made in order, kept as a list whose tails
 * are shared: equal traces have equal ids. At a return the trace and what the
 * state holds become an outcome; outcomes that differ in nothing a caller
 * could see are one.
 */

/* More are joined until they fit; see docs/limits.md. */
#define MAX_OUTCOMES 8
#define MAX_TRACE 32

/*
 * A modelled call as the walk saw it. Without a row and with a result: what a
 * call made turned out not to be there, it had failed. With neither: a call of
 * something unknown, that may have made anew whatever is kept anywhere.
 */
struct flow_event {
	const struct model_row *row;
	op_id op;
	value_id args[ARG_NR];
	expr_id exprs[ARG_NR];
	value_id result;
};

/* An event of a trace; of one joined of several, it may not happen. */
struct trace_step {
	uint32_t event; /* in traces.events */
	bool maybe;
};

typedef VEC(struct trace_step) trace_vec;

struct trace_node {
	uint32_t prev; /* 0: none */
	uint32_t event;
	uint32_t maybe;
	uint32_t length;
};

/* All traces of one function. */
struct traces {
	VEC(struct flow_event) events; /* [0] is a filler */
	VEC(struct trace_node) nodes; /* [0] is a filler */
	struct idmap event_index, node_index;
};

void traces_init(struct traces *t);
void traces_deinit(struct traces *t);

/* The trace @prev with one event more; 0 when it is as long as can be. */
uint32_t trace_add(struct traces *t, uint32_t prev,
		   const struct flow_event *event, bool maybe);

/* One trace for two: what only one of them has, or may have, is a maybe. */
uint32_t trace_join(struct traces *t, uint32_t x, uint32_t y);

/* The steps of a trace, oldest first, added to @ret. */
void trace_steps(const struct traces *t, uint32_t trace, trace_vec *ret);

enum return_class {
	RETURN_VOID,
	RETURN_ZERO,
	RETURN_NEGATIVE,
	RETURN_POSITIVE,
	RETURN_NONZERO,
	RETURN_ANY,
	RETURN_VALUE, /* an object, or what the caller gave */
};

/* All values are of the function that has the outcome. */
struct outcome {
	uint32_t trace;
	uint8_t class; /* enum return_class */
	bool cut; /* more was done than the trace tells */
	bool test_lost;
	value_id returned; /* 0: nothing is known but the range */
	struct state_known range; /* of what is returned; value: 0 */
	VEC(struct state_cell) stores; /* to what the caller can see */
	known_vec given; /* of values at entry */
	known_vec after; /* of what the trace made */
	VEC(struct flow_object) objects; /* that were made, and live */
};

typedef VEC(struct outcome) outcome_vec;

void outcome_deinit(struct outcome *o);

/* Keep @o, which is taken over, beside those of @all, or join it to one.
 * Return: whether something was lost because there are too many. */
bool outcome_add(outcome_vec *all, struct traces *t, struct values *vs,
		 struct outcome *o);

#endif
