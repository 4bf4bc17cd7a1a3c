/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MASKS_H
#define DMALIAS_FLOW_MASKS_H

#include <stdbool.h>

#include "flow/rule.h"

/* What a module says of the addresses that its devices reach. */
struct masks {
	bool any; /* sets one, by a call or in the device itself */
	bool streaming, coherent; /* one that is known to be wider than 32
				   * bits, for mappings, for allocations */
	bool other; /* one that is not known to be: for another device, or
		     * where the wide one is refused */
};

/*
 * The file that a statement on the device of operation @at has to be in, or 0
 * for any: files that no build description puts together are taken for one
 * module by their folder, and that may hold several drivers.
 */
str_id masks_file(const struct flow_end *end, op_id at);

/* What is said in @file, or, for 0, in the module. */
struct masks masks_find(const struct flow_end *end, str_id file);

/* Whether a mask is set for what is in @file: there or, when it has no probe
 * of its own, anywhere in the module. */
bool masks_set(const struct flow_end *end, str_id file);

/*
 * Whether a core in another module may set the mask for what is in @file: the
 * driver gives a PCI device to a function, or through a table of functions,
 * that is neither its own nor the PCI core's.
 */
bool masks_core(const struct flow_end *end, str_id file);

/* Whether a function is in @file, or that is 0. */
bool masks_in_file(const struct facts *f, const struct fact_func *func,
		   str_id file);

/* The mask that a call of role set_mask sets, as far as it is a constant. */
bool masks_constant(const struct facts *f, const struct model_row *row,
		    op_id op, uint64_t *ret);

#endif
