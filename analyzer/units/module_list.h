/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_MODULE_LIST_H
#define DMALIAS_UNITS_MODULE_LIST_H

#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"
#include "units/unit.h"

/* Units that are analysed together, by their numbers. */
struct unit_module {
	char *name; /* for people */
	VEC(uint32_t) units; /* ascending */
};

struct module_list {
	VEC(struct unit_module) list; /* in the order of first units */
	struct strmap index; /* by key -> number + 1 */
};

/*
 * Put a unit where kbuild links it: into each of the modules, or into a part
 * of the kernel. What kbuild says nothing of is put with its folder. @number
 * is the unit's, greater than that of the call before.
 */
void module_list_add(struct module_list *list, const struct unit *unit,
		     uint32_t number);

/* Put a unit by itself, once. */
void module_list_add_alone(struct module_list *list, const struct unit *unit,
			   uint32_t number);
void module_list_deinit(struct module_list *list);

#endif
