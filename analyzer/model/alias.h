/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_MODEL_ALIAS_H
#define DMALIAS_MODEL_ALIAS_H

#include "model/model.h"

enum alias_severity {
	ALIAS_ERROR, /* data is lost, or the machine may fail */
	ALIAS_WARNING, /* not supported, or right on some machines only */
	ALIAS_NOTE, /* order or speed only */
};

/* What the manual of one architecture says of two mappings of one memory. */
struct model_alias {
	enum model_type one, other;
	int io; /* device memory, not RAM */
	int arch; /* enum unit_arch */
	int severity; /* enum alias_severity */
	char *says; /* behind "harms <arch>, where " */
	char *doc;
};

/**
 * model_alias_load() - read memory-types/aliases.yaml of a model's folder.
 * A folder without that file has no aliases.
 * Errors: DM_ERR_INPUT with path:line:col for what is wrong in it.
 */
struct dm_error *model_alias_load(const char *dir, struct model *m);
void model_alias_unload(struct model *m);

/* What is said of two types, in either order, on an architecture (enum
 * unit_arch); NULL when nothing is. */
const struct model_alias *model_alias_find(const struct model *m,
					   enum model_type x, enum model_type y,
					   bool io, unsigned int arch);

/* "error", "warning", "note". */
const char *model_alias_severity_name(enum alias_severity severity);

#endif
