/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_VALIDATE_H
#define DMALIAS_FACTS_VALIDATE_H

struct dm_error;
struct facts;

/* Deeper ones would end the stack of whoever walks them recursively. */
#define FACTS_EXPR_DEPTH_MAX 2000u
#define FACTS_TYPE_DEPTH_MAX 1000u

/**
 * facts_validate() - check that facts keep to what facts.h says.
 *
 * Every id is in range and of the right sort, strings end, fillers are zero;
 * the operands of an expression have smaller ids than itself; targets of a
 * block are in its function; temporaries are below n_temps; no type contains
 * itself by value, and every cycle of types goes through a record.
 *
 * Return: DM_ERR_INPUT with the first element that does not.
 */
struct dm_error *facts_validate(const struct facts *f);

/* The part about types and fields, in validate_types.c. */
struct dm_error *facts_validate_types(const struct facts *f);

/* Whether @id is a string of @f: 0 or the start of one. */
_Bool facts_valid_str(const struct facts *f, unsigned int id);

#endif
