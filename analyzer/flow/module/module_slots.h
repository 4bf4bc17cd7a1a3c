/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MODULE_SLOTS_H
#define DMALIAS_FLOW_MODULE_SLOTS_H

#include "flow/module/module_names.h"

/*
 * What the function pointers of a module point to: those in records by record
 * and field, whatever the variable, and those in global variables. Only what
 * initialisers and assignments of the module put there is known.
 */
struct module_slot {
	str_id record, field;
	symbol_id variable; /* instead of the two above */
};

struct module_slots {
	const struct facts *facts;
	struct idmap index;
	VEC(struct module_slot_use) list;
};

struct module_slot_use {
	struct module_slot slot;
	func_id func; /* the one candidate, or 0 */
	bool many; /* or something that is not known */
};

void module_slots_init(struct module_slots *s, const struct module_names *n);
void module_slots_deinit(struct module_slots *s);

/* The one function that the pointer at a place can be, or 0. */
func_id module_slots_find(const struct module_slots *s, expr_id place);

/* The slot that a place is; false when it is none. */
bool module_slot_of(const struct facts *f, expr_id place,
		    struct module_slot *ret);

#endif
