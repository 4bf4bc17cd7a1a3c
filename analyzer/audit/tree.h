/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_TREE_H
#define DMALIAS_AUDIT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

struct dm_error;

/* A file of a tree, by its path below the root. */
struct tree_file {
	char *path;
	size_t size;
};

typedef VEC(struct tree_file) tree_file_vec;

/* A file or folder that was not read, and why. */
struct tree_skip {
	char *path, *why;
	bool lost; /* false: nothing of a kernel is lost by that */
};

/* What there is in a folder of sources. Links are never followed. */
struct audit_tree {
	char *root; /* absolute */
	char *release; /* "2.6.29" of its Makefile, by its text; or NULL */
	bool kernel; /* has the folders and files of a kernel tree */
	tree_file_vec sources; /* .c, sorted by path */
	tree_file_vec headers; /* .h */
	size_t device_trees; /* .dts */
	size_t assembler; /* .S: nothing of them is read */
	size_t links; /* that were not followed */
	size_t others;
	VEC(struct tree_skip) skips;
};

#define TREE_FILE_MAX ((size_t)8 << 20) /* larger ones are data */

/**
 * tree_read() - list the files of a folder.
 * @ret: zeroed by the caller, for tree_deinit()
 * Errors: DM_ERR_USAGE for a path that is no folder, or holds no C file;
 * DM_ERR_IO when it cannot be read at all.
 */
struct dm_error *tree_read(const char *path, struct audit_tree *ret);
void tree_deinit(struct audit_tree *t);

/* Note that a file was not read. */
void tree_skip(struct audit_tree *t, const char *path, bool lost,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
