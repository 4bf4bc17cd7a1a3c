/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_TOUCHED_H
#define DMALIAS_DIFF_TOUCHED_H

#include <stdbool.h>

#include "base/map.h"
#include "diff/changes.h"

struct dm_error;

/**
 * touched_find() - the .c files of a tree that a change touches: those that it
 * changes, and those that include what it changes.
 *
 * @root: the tree, one side of the change
 * @after: which side
 * @limit: of files that are in because of what they include; those that are
 *         farthest from the change by folder are left out first
 * @ret: paths below the root
 * @over: the ones that are left out
 */
struct dm_error *touched_find(const char *root, const change_vec *changes,
			      bool after, size_t limit, struct strmap *ret,
			      struct strmap *over);

#endif
