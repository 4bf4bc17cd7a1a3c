/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_SPARED_H
#define DMALIAS_FLOW_SPARED_H

#include "flow/path/walk.h"

/*
 * A function of the module was called and has returned: live objects that it
 * undoes on some path, as far as the names of fields tell, and has not undone
 * on this one, are OBJECT_SPARED from now on.
 * @call: the operation; what it has made itself is left alone
 */
void spared_note(struct flow *f, func_id callee, op_id call);

#endif
