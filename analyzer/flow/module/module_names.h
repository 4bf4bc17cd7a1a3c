/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MODULE_NAMES_H
#define DMALIAS_FLOW_MODULE_NAMES_H

#include "facts/merge.h"

/*
 * Which function of a module a name means: in each unit its own and those of
 * its headers first, then what other units let everybody see.
 */
struct module_names {
	const struct merged_facts *units;
	struct idmap own, global;
	VEC(struct merged_share) list; /* what @own leads to */
};

void module_names_init(struct module_names *n,
		       const struct merged_facts *units);
void module_names_deinit(struct module_names *n);

/* The function that @name, a string id, means in a unit; or 0. */
func_id module_names_find(const struct module_names *n, uint32_t unit,
			  str_id name);

/* The function that an expression names, casts aside; or 0. */
func_id module_names_expr(const struct module_names *n, uint32_t unit,
			  expr_id expr);

#endif
