/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MEMORY_TYPE_H
#define DMALIAS_FLOW_MEMORY_TYPE_H

#include "flow/origin/origin.h"

/* Fill in the type that a call asks for, as far as its path tells. */
void memory_type_record(struct flow *f, const struct flow_call *call,
			struct memory_use *use);

#endif
