/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_CHANGES_H
#define DMALIAS_DIFF_CHANGES_H

#include "base/vec.h"
#include "findings/compare.h"

struct dm_error;
struct git;

/* A file that two trees do not have in common. Names are below the root. */
struct change {
	char *from; /* NULL: it is new */
	char *to; /* NULL: it is gone; another name than @from: renamed, as
		   * git sees it (-M) */
	char *blob; /* of @to, or NULL */
	bool to_link; /* @to is a symbolic link */
};

typedef VEC(struct change) change_vec;

/**
 * changes_find() - compare two trees, or commits; NULL for @from: all is new.
 * @ret: in the order of names
 */
struct dm_error *changes_find(const struct git *git, const char *from,
			      const char *to, change_vec *ret);

/* Read what git diff-tree --raw -z says; DM_ERR_TOOL when it is not that. */
struct dm_error *changes_parse(const char *raw, size_t len, change_vec *ret);

/* The files that have another name. */
void changes_renames(const change_vec *changes, path_rename_vec *ret);
void change_vec_deinit(change_vec *v);

#endif
