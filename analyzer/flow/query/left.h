/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_LEFT_H
#define DMALIAS_FLOW_LEFT_H

#include "flow/rule.h"

/*
 * What the fields of a module keep, and whether anybody undoes it before the
 * device goes. A rule hands on what it is told on each path, and asks at the
 * end of the module.
 */

/* Whether only functions that tell the device got it: no way to keep it. */
bool left_is_told_only(const struct flow *f, const struct flow_object *o);

/* For flow_rule.object_end and flow_rule.call. */
void left_note_end(struct flow *f, const struct flow_object *o);
void left_note_call(struct flow *f, const struct flow_call *call);

/*
 * A mapping or an allocation that a field keeps when the device is gone.
 * @undo: the one use that undoes it, where what made it, or an attempt to set
 *	up, fails; NULL when nothing ever does
 */
typedef void (*left_fn)(struct flow_end *end, const struct field *field,
			const struct field_use *made,
			const struct field_use *undo);

/**
 * left_each() - call @fn once for each call that makes such a thing. Silent
 * about modules that cannot be removed, but for mappings of memory that the
 * driver core frees when it unbinds the device; and wherever something else
 * may undo it: another field that it is copied to, a function that it was given
 * to, an undo of which nobody knows what it undoes.
 */
void left_each(struct flow_end *end, left_fn fn);

/*
 * The slot ("probe", "ndo_open") of a function that the kernel calls to set
 * something up, and does not ask to undo what it has done when it fails; NULL
 * for all others, and for functions that are called for something else too.
 */
const char *left_setup_slot(const struct module *m, func_id func);

#endif
