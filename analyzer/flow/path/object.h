/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_OBJECT_H
#define DMALIAS_FLOW_OBJECT_H

#include "flow/path/walk.h"

/*
 * The life of objects: made, tested, synced, undone. state.objects are those
 * that were made on this path and live; state.past is what else is known: of
 * those that were undone, and of foreign ones.
 */

/* Turns of the loops around this point; tells results of one call apart. */
uint32_t objects_turn(const struct flow *f);

/* Fill @call->object and @call->prior in: what the call acts on. */
void objects_find(const struct flow *f, struct flow_call *call);

/* What the call does to objects, after the rules have seen it. */
void objects_apply(struct flow *f, const struct flow_call *call);

/*
 * A call of a function that nobody knows: what was undone or is foreign may
 * have been made anew in memory that the arguments lead to.
 */
void objects_forget_reached(struct flow *f, const struct fact_op *op);

/* The same where it may be anywhere; and whoever finds a live object that was
 * stored may have undone it. */
void objects_forget_all(struct flow *f);

/* The same, where only a function of the module ran. */
void objects_forget_called(struct flow *f);

/* The object turned out not to be there. */
void objects_drop(struct flow *f, value_id identity);

/* The streaming mapping into whose CPU memory the address lies, or NULL. */
const struct flow_object *objects_mapping_of(const struct flow *f,
					     value_id address);

#endif
