/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_COMPATIBLE_H
#define DMALIAS_FLOW_COMPATIBLE_H

#include "facts/facts.h"

/* A compatible string that a module has. */
struct compatible {
	str_id name;
	str_id file; /* that it is written in */
};

typedef VEC(struct compatible) compatible_vec;

/*
 * The compatible strings of a module, each once for a file: those of its
 * of_device_id tables, and those that it looks nodes up by.
 */
void module_compatibles(const struct facts *f, compatible_vec *ret);

#endif
