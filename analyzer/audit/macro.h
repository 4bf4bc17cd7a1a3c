/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_MACRO_H
#define DMALIAS_AUDIT_MACRO_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/tree.h"
#include "base/map.h"

/*
 * The object-like macros that sizes and addresses of carveouts are written
 * with, by the text of all files of a tree: which one a compiler would see
 * depends on a configuration that there is not, so that every definition is
 * kept, with its place.
 */
struct macro_def {
	char *name, *value, *file;
	unsigned int line;
};

struct macros {
	VEC(struct macro_def) defs; /* sorted by name, file, line */
	struct strmap wanted;
};

/* Ask for the macros that @expr names. */
void macros_want(struct macros *m, const char *expr);

/* Read the definitions of all that is wanted, and of what these name. */
void macros_read(struct macros *m, const struct audit_tree *tree);
void macros_deinit(struct macros *m);

enum macro_value {
	MACRO_UNKNOWN, /* not constant, or a name that is not defined */
	MACRO_MANY, /* the definitions of the tree give different values */
	MACRO_ONE,
};

/**
 * macros_value() - the number that an expression stands for.
 * @file: where it is written; definitions near it are preferred: of the file,
 *        of a header of the same name, of the folder
 * @def: the definition of the first name in it, or NULL where it has none
 */
enum macro_value macros_value(const struct macros *m, const char *expr,
			      const char *file, uint64_t *ret,
			      const struct macro_def **def);

#endif
