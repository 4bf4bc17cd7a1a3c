/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_NAMES_H
#define DMALIAS_AUDIT_NAMES_H

#include <stdint.h>

#include "base/map.h"

struct inventory_input;

/* Names of addresses, and which of them are one; numbers are from 1. */
struct name_sets {
	struct strmap index;
	uint32_t *parent;
	size_t n, room;
};

/**
 * names_of_address() - the name of the address that an expression gives.
 *
 * A constant is its own name. Else it is the only variable or macro in the
 * expression: a variable of a function is that function's, any other the
 * tree's. Fields of records have none: they are of many records.
 *
 * @expr: may be NULL
 * @function: where it is written, NULL outside of functions
 * Return: 0 when it has no name.
 */
uint32_t names_of_address(struct name_sets *s, const struct inventory_input *in,
			  const char *expr, const char *file,
			  const char *function);

void names_join(struct name_sets *s, uint32_t a, uint32_t b);
uint32_t names_root(struct name_sets *s, uint32_t name);
void names_deinit(struct name_sets *s);

#endif
