// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/path/walk.h"

bool flow_device_differs(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id x = o->args[ARG_DEV], y = call->args[ARG_DEV];

	return x && y && x != y &&
	       !((o->row->flags | call->row->flags) & MODEL_OTHER_DEV) &&
	       canon_dev_differs(f->facts, &f->ret->fields.canon,
				 canon_value(&f->canon, x),
				 canon_value(&f->canon, y));
}
