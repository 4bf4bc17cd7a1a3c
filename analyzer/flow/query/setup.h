/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_SETUP_H
#define DMALIAS_FLOW_SETUP_H

#include "flow/rule.h"

/*
 * Whether a function runs only while something is set up: it allocates, or
 * only such functions of the module call it. What it does happens before
 * others know the object, as a rule.
 */
bool setup_only(const struct flow *f, func_id func);

#endif
