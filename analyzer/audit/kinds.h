/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_KINDS_H
#define DMALIAS_AUDIT_KINDS_H

#include <stddef.h>

struct dm_error;

/* A way to declare a carveout: a row of rules/legacy/kinds.yaml, whose README
 * tells what each key is. Strings that a row has not are NULL. */
struct carveout_kind {
	char *kind, *title;
	char *table, *within, *call, *param; /* one of table, call, param */
	char *base, *size, *name, *cached;
	char *type;
	char *folder;
	char **types;
	unsigned int n_types;
	char *modern, *since, *until, *doc;
};

struct carveout_kinds {
	struct carveout_kind *v;
	unsigned int n;
};

/**
 * kinds_load() - read kinds.yaml.
 * @ret: to be freed with kinds_free()
 * Errors: DM_ERR_INPUT with path:line:col, or with the row that is wrong.
 */
struct dm_error *kinds_load(const char *path, struct carveout_kinds **ret);
void kinds_free(struct carveout_kinds *kinds);

/* The number of an argument of a row with "call", -1 for none. */
int kind_arg(const char *number);

#endif
