/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_COMPILE_H
#define DMALIAS_ENGINES_DEVICETREE_COMPILE_H

#include "base/strbuf.h"
#include "base/vec.h"

struct dm_error;

/* The programs of this machine, and how they are called for one tree. */
struct dt_compiler {
	const char *root; /* where they run */
	VEC(char *) include; /* "-I..." for cpp, that are there */
	unsigned int timeout; /* seconds for one program */
};

/* Errors: DM_ERR_TOOL, when cpp or dtc are not in the PATH. */
struct dm_error *dt_compiler_init(struct dt_compiler *c, const char *root,
				  unsigned int timeout);
void dt_compiler_deinit(struct dt_compiler *c);

/* @file, relative to the root, through cpp. */
struct dm_error *dt_preprocess(const struct dt_compiler *c, const char *file,
			       struct strbuf *ret);

/* Preprocessed text to a blob. */
struct dm_error *dt_compile(const struct dt_compiler *c, const char *file,
			    const struct strbuf *text, struct strbuf *ret);

/* Preprocessed text to text with a place at each node; dtc since 1.5.0. */
struct dm_error *dt_annotate(const struct dt_compiler *c, const char *file,
			     const struct strbuf *text, struct strbuf *ret);

#endif
