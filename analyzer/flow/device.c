// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/walk.h"

bool flow_device_differs(struct flow *f, value_id x, value_id y)
{
	return x && y && x != y &&
	       canon_dev_differs(f->facts, &f->ret->fields.canon,
				 canon_value(&f->canon, x),
				 canon_value(&f->canon, y));
}
