/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FOLLOW_H
#define DMALIAS_FLOW_FOLLOW_H

#include "flow/origin/origin.h"

/* Add the places that a root comes from, each once. */
void follow_root(const struct flow_end *end, const struct address_root *root,
		 origin_vec *ret);

#endif
