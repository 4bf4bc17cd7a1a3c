/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FLOW_H
#define DMALIAS_FLOW_FLOW_H

#include "facts/facts.h"
#include "findings/finding.h"
#include "flow/evidence.h"
#include "model/model.h"

struct flow_options {
	const struct model *model;
	struct model_context context;
	const bool *enabled; /* one for each of rule_entries; NULL: all */
	unsigned int max_steps; /* blocks walked per function; 0: default */
	unsigned int max_states; /* states kept per block; 0: default */
};

/* A finding that holds unless the driver gives the evidence against it. */
struct flow_finding {
	struct finding finding;
	struct evidence unless;
	op_id unless_tested; /* call whose result no path may test, or 0 */
};

typedef VEC(struct flow_finding) flow_finding_vec;

struct flow_stats {
	unsigned int functions; /* with anything modelled in them */
	unsigned int walked;
	uint64_t steps;
	unsigned int budget_steps; /* functions that hit max_steps */
	unsigned int budget_states; /* functions that hit max_states */
};

/**
 * flow_unit() - walk every function of a unit and collect what rules find.
 * @ret: findings are added; the caller owns them
 * @evidence: what this unit says for or against findings of others
 */
void flow_unit(const struct facts *f, const struct flow_options *options,
	       flow_finding_vec *ret, struct evidence *evidence,
	       struct flow_stats *stats);

void flow_finding_vec_deinit(flow_finding_vec *v);

#endif
