/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FIELD_RECORD_H
#define DMALIAS_FLOW_FIELD_RECORD_H

#include "flow/path/walk.h"

/*
 * What the walk leaves in the field table; each is called before the
 * operation takes effect.
 *
 * field_record_call() - a modelled call: what it makes, tests, syncs, undoes
 * field_record_store() - @value is stored at @address
 * field_record_test() - a branch on @cond is taken
 */
void field_record_call(struct flow *f, const struct flow_call *call);
void field_record_store(struct flow *f, value_id address, value_id value);
void field_record_test(struct flow *f, value_id cond);

/*
 * After the walk of all functions: the stores that it did not see, in
 * functions that are not walked and on paths that are not; and the resolving
 * of fields. What a local variable holds is known here where it is assigned
 * once.
 */
void field_record_rest(struct flow *f);

#endif
