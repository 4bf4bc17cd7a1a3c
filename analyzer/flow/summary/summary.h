/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_SUMMARY_H
#define DMALIAS_FLOW_SUMMARY_H

#include "flow/summary/interest.h"
#include "flow/summary/outcome.h"
#include "flow/path/walk.h"

/*
 * What the callers of a function have to know of it: its outcomes, and what
 * it does to the memory and the values that it is given. Values are in terms
 * of the function at entry: its parameters are INITIAL(its variable).
 */

/* First read, or write, through a pointer that the function was given or
 * found, before it hands anything over. */
struct summary_access {
	value_id root, address;
	op_id op;
	bool write;
	bool maybe; /* there are paths without it */
};

/* Where the value of a parameter goes. */
struct summary_use {
	uint32_t param;
	expr_id store; /* place that gets it, or 0 */
	bool out; /* ... which nobody else can find by a name */
	str_id pass; /* function that gets it; 0 with !store: one behind a
		      * pointer */
	op_id op;
};

#define MAX_ACCESSES 12
#define MAX_USES 8

typedef VEC(struct summary_access) access_vec;
typedef VEC(struct summary_use) use_vec;

struct summary {
	bool known; /* the function was walked, and returns */
	bool lost_uses; /* there are more than are kept */
	struct values values;
	VEC(struct flow_event) events;
	VEC(trace_vec) traces; /* one for each outcome */
	outcome_vec outcomes;
	access_vec accesses;
	use_vec uses;
	shape_look_vec looks;
};

/* Of a module. */
struct summaries {
	struct summary *list; /* per function */
	bool *walk; /* per function: has anything to tell */
	struct interest interest;
};

void summaries_init(struct summaries *ss, const struct module *m,
		    const struct model_row **rows);
void summaries_deinit(struct summaries *ss, const struct module *m);

/* Whether a caller is told of such calls. */
bool summary_traces(enum model_role role);

/* Whether a modelled function hands memory over, or back. */
bool summary_hands_over(enum model_role role);

/* Whether a value is made of what there was when the function was entered. */
bool summary_at_entry(const struct flow *f, value_id id);

/* What happens in the walked function: see struct summary. */
void summary_note_call(struct flow *f, const struct flow_call *call);
void summary_note_failed(struct flow *f, const struct flow_object *o);
void summary_note_unknown(struct flow *f, op_id away);
void summary_note_access(struct flow *f, const struct flow_access *access);
void summary_note_pass(struct flow *f, value_id value, str_id function);
void summary_note_store(struct flow *f, value_id value, expr_id place,
			bool out);

/* A path returns f->returned. */
void summary_return(struct flow *f);

/* What the call at an operation makes a summed up function look at; @ctx:
 * struct flow. For shape_init(). */
const shape_look_vec *summary_looks(const void *ctx, op_id op);

/* The walk is over: keep what was noted. */
void summary_finish(struct flow *f);

/*
 * A call of a function of the module, in place of what an unmodelled call
 * does: one state for each outcome goes to f->forks, or f->state is changed
 * when there is one only.
 * Return: false, and nothing happened, when the function has no summary.
 */
bool summary_replay(struct flow *f, const struct fact_op *op);

#endif
