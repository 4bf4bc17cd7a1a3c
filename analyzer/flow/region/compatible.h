/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_COMPATIBLE_H
#define DMALIAS_FLOW_COMPATIBLE_H

#include "facts/facts.h"

typedef VEC(str_id) str_vec;

/*
 * The compatible strings of a module, each once: those of its of_device_id
 * tables, and those that it looks nodes up by.
 */
void module_compatibles(const struct facts *f, str_vec *ret);

#endif
