/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MODULE_H
#define DMALIAS_FLOW_MODULE_H

#include <stdbool.h>

#include "facts/merge.h"

/* How the kernel comes to call a function of a module. */
enum entry_kind {
	ENTRY_OPS, /* a table of functions: "foo_driver.probe" */
	ENTRY_CALLBACK, /* given to a function that calls it back later:
			 * request_irq(), timer_setup(), INIT_WORK() */
	ENTRY_EXTERN, /* not static, and nobody in the module calls it */
};

/*
 * One way into a function. Of an ops table, @record and @field tell the slot
 * ("platform_driver", "probe") and @object the variable; of a callback,
 * @record is 0, @field the registering function or macro ("request_irq"). A
 * callback that is stored by hand has the slot it is stored in: @record and
 * @field, or a variable as @object.
 */
struct module_entry {
	func_id func;
	uint8_t kind; /* enum entry_kind */
	str_id record, field, object;
	span_id span; /* of the initialiser or the registering call */
	op_id op; /* the call, or the store; 0 for an initialiser */
};

/*
 * A driver as one program: the facts of its units put together, with calls
 * resolved across units. A unit alone is a module of one unit.
 */
struct module {
	const struct facts *facts;
	func_id *callee; /* per operation: what a call calls when the module
			  * defines it, through function pointers too where
			  * there is one candidate; else 0 */
	VEC(func_id)
	order; /* every function once, callees before callers
		* but for recursion */
	bool *recursive; /* per function: it can call itself */
	uint32_t *n_callers; /* per function: direct calls in the module */
	VEC(op_id) calls; /* that have a callee, sorted by it */
	VEC(struct module_entry) entries; /* sorted by function */
};

/* A module of the one unit @f, which must outlive it. */
void module_init(struct module *m, const struct facts *f);

/* A module of many units, which must outlive it. */
void module_init_merged(struct module *m, const struct merged_facts *units);
void module_deinit(struct module *m);

/* The function that an operation or block is in. */
func_id module_func_of_op(const struct module *m, op_id op);

/* The calls that lead to a function; their number goes to @n. */
const op_id *module_callers(const struct module *m, func_id func, size_t *n);

/* The entries of a function; their number goes to @n. */
const struct module_entry *module_entries(const struct module *m, func_id func,
					  size_t *n);

/*
 * The nearest entry from which a function is reached, by calls within the
 * module; or NULL.
 */
const struct module_entry *module_way_in(const struct module *m, func_id func);

/* "foo_netdev_ops.ndo_start_xmit", "request_irq"; NULL where the name of the
 * entered function says it all. The caller frees it. */
char *module_entry_name(const struct module *m, const struct module_entry *e);

#endif
