/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_RULE_INFO_H
#define DMALIAS_FINDINGS_RULE_INFO_H

#include <stdbool.h>
#include <stddef.h>

/* What rule.yaml and rule.md of a rule's folder say; made by the build. */
struct rule_info {
	const char *id; /* "dma/map-unchecked" */
	const char *summary; /* the rule as one sentence */
	bool gating; /* made for zero false alarms; else advisory */
	bool source; /* found from source: it has a check */
	bool runtime; /* the kernel module watches it */
	const char *clauses; /* "C1": of the catalogue of rules */
	const char *doc; /* document and file of the kernel */
	const char *harm; /* whom it harms, for the last note */
	const char *fix; /* the way out, for the last note */
	unsigned int cwe; /* 0: none */
	const char *text; /* rule.md, whole */
	unsigned int archs; /* bit per enum unit_arch; 0 = all */
	const char *since; /* first version of dmalias that has it */
};

extern const struct rule_info *const rule_infos[]; /* sorted by id */
extern const size_t n_rule_infos;

/* The rule with that id, or NULL. */
const struct rule_info *rule_info_find(const char *id);

/* Its index in rule_infos[]; @rule must be one of them. */
size_t rule_info_index(const struct rule_info *rule);

#endif
