/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_RULES_H
#define DMALIAS_CTL_RULES_H

#include "core/verdict.h"

/*
 * What a finding format wants to know of a rule. The long texts are in rules/,
 * which does not go to the machine that is watched.
 */
struct rule_text {
	bool gating;
	const char *summary, *clauses, *document, *harm, *fix;
};

/* rule_text - of a rule that the record decides; never NULL */
const struct rule_text *rule_text(enum dmr_rule rule);

#endif
