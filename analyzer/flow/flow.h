/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FLOW_H
#define DMALIAS_FLOW_FLOW_H

#include "findings/finding.h"
#include "flow/query/evidence.h"
#include "flow/field/field.h"
#include "flow/module/module.h"
#include "flow/origin/memory_use.h"
#include "model/model.h"

struct devicetree;

struct flow_options {
	const struct model *model;
	struct model_context context;
	const struct devicetree *devicetree; /* those of the run, or NULL */
	const bool *enabled; /* one for each of rule_entries; NULL: all */
	unsigned int max_steps; /* blocks walked per function; 0: default */
	unsigned int max_states; /* states kept per block; 0: default */
};

/* A finding that depends on what the rest of the module says. */
struct flow_finding {
	struct finding finding;
	func_id func; /* that it is in */
	struct evidence unless; /* any of it: dropped */
	struct evidence only_if; /* some of it missing: dropped */
	op_id unless_tested; /* call whose result no path of the module may
			      * test, or 0 */
};

typedef VEC(struct flow_finding) flow_finding_vec;

struct flow_stats {
	unsigned int functions; /* with anything modelled in them */
	unsigned int walked;
	uint64_t steps;
	unsigned int budget_steps; /* functions that hit max_steps */
	unsigned int budget_states; /* functions that hit max_states */
	unsigned int budget_objects; /* ... with more objects than are kept */
	unsigned int budget_outcomes; /* ... whose summary was cut short */
	unsigned int unresolved; /* calls within the module that were taken
				  * for unknown: recursion, or no return */
};

/* What the walk of a module gives. Zeroed is nothing. */
struct flow_result {
	flow_finding_vec findings; /* those that stood; conditions are met */
	struct evidence evidence;
	struct field_table fields;
	struct memory_table memory;
	struct flow_stats stats;
};

/* flow_module() - walk every function of a module and collect what rules
 * find. @ret: zeroed by the caller, who owns what is put there. */
void flow_module(const struct module *m, const struct flow_options *options,
		 struct flow_result *ret);

void flow_result_deinit(struct flow_result *r);
void flow_finding_vec_deinit(flow_finding_vec *v);

#endif
