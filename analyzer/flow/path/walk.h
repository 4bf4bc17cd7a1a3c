/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_WALK_H
#define DMALIAS_FLOW_WALK_H

#include "flow/flow.h"
#include "flow/path/locks.h"
#include "flow/field/pair.h"
#include "flow/path/pending.h"
#include "flow/path/shape.h"
#include "flow/summary/outcome.h"
#include "flow/path/state.h"

struct summaries;
struct summary;
struct summary_use;

/* The walk of one function; what rules get as an opaque handle. */
struct flow {
	const struct module *module;
	const struct facts *facts; /* of the module */
	const struct flow_options *options;
	func_id func_id;
	const struct fact_func *func;
	const struct model_row **rows; /* per operation of the unit, or NULL */
	const bool *looks; /* per operation: a call that only looks */
	const bool *asked; /* per symbol: some condition looks at it */
	const bool *pure; /* per function, see purity.h */
	struct pending_module pending;
	struct locks_module *locks;
	struct {
		str_id vma, prot; /* "vm_area_struct", "vm_page_prot" */
	} memory_names;
	struct idmap *may_undo; /* see spared.c */
	struct pairs pairs; /* of the function */
	struct shape shape;
	struct values values;
	VEC(int) names; /* value -> eval_address_name() */
	struct canon canon; /* @values as values of the module */
	struct state *state; /* the point the walk is at */
	op_id op; /* the operation it is at */
	const struct rule_entry *rule; /* whose turn it is */
	struct flow_result *ret;
	value_id returned; /* at the end of a path */
	bool *tested; /* per operation of the module: a call whose result some
		       * path of some function tested */
	struct summaries *summaries;
	struct summary *own; /* of this function; NULL: nobody calls it */
	struct traces traces; /* of its paths */
	state_vec forks; /* what a call made of the state, if not one */
	char *text[8]; /* what flow_text() gave out */
	unsigned int n_text;
	bool out_of_objects; /* some path had more objects than are kept */
	bool out_of_outcomes; /* more outcomes than are kept */
	unsigned int unresolved; /* calls without the summary they should
				  * have */
};

/* eval.c */

/* The value of an expression at this point. */
value_id eval(struct flow *f, expr_id expr);

/* The address of a place. */
value_id eval_address(struct flow *f, expr_id place);

/* What memory at an address holds at this point. */
value_id eval_load(struct flow *f, value_id address);

/* The address that stands for a temporary. */
value_id eval_temp(struct flow *f, int64_t temp);

/* The name (see shape.h) of what lies at an address, or -1. */
int eval_address_name(struct flow *f, value_id address);

/* effects.c */

/* Make the operation's effects on the state; rules get their events. */
void effects_op(struct flow *f, const struct fact_op *op);

/* A branch on @cond was taken: note what it tests. */
void effects_test(struct flow *f, value_id cond);

/* The function returns @value (or nothing): end of the path. */
void effects_return(struct flow *f, expr_id value);

/* Memory at an address now holds what this operation put there. */
value_id effects_store_out(struct flow *f, value_id address);

/* The object's error test was made. */
void effects_note_tested(struct flow *f, struct flow_object *o);

/* What a call in this turn of the loop gives; nothing is known of it. */
value_id effects_fresh_result(struct flow *f, op_id op);

/* Events for the rules. */
void effects_tell_call(struct flow *f, const struct flow_call *call);

/* @access with operation, address and direction; what it meets is filled
 * in, and the rules are told. */
void effects_access(struct flow *f, struct flow_access *access);

/* A callee does this to what it got as @value; it does more than is known. */
void effects_use(struct flow *f, value_id value, const struct summary_use *use);
void effects_lose(struct flow *f, value_id value);

/*
 * A call may write to the variable whose address it gets as @arg. @summary:
 * but what it writes to places of interest is known.
 */
void effects_clobber(struct flow *f, expr_id arg, bool summary);

/* summary.c */

/* The block of the walked function that an operation is in, or 0. */
block_id summary_block_of(const struct flow *f, op_id op);

/* Whether a store to an address goes into the function's summary. */
bool summary_keeps(const struct flow *f, value_id address);

/* object.c */

/* Objects whose creation is now known to have failed are no more. */
void effects_settle(struct flow *f);

/* report.c */
/* What a rule's module_end() gets. */
struct flow_end {
	const struct module *module;
	const struct flow_options *options;
	const struct model_row **rows; /* per operation, or NULL */
	const struct rule_entry *rule; /* whose turn it is */
	struct flow_result *ret;
	char *text[8]; /* what end_text() gave out */
	unsigned int n_text;
};

/* The end of a function: texts that were given out go. */
void report_finish(struct flow *f);

/* The end of a module: drop findings that its evidence speaks against, or a
 * path on which a result is @tested, see struct flow. */
void report_judge(struct flow_result *ret, const bool *tested);

#endif
