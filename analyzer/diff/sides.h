/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_SIDES_H
#define DMALIAS_DIFF_SIDES_H

#include "base/map.h"
#include "diff/changes.h"
#include "units/units.h"

struct dm_error;
struct git;

/* What a change can affect, and the units that tell. */
struct sides {
	const struct git *git;
	const struct units_source *source; /* as the user named it */
	const change_vec *changes;
	bool trust; /* the flags after come from the tree after */
	size_t limit; /* files to take in because of what they include */

	bool is_database; /* it speaks of files of another checkout than */
	char *source_root; /* @git->tree: of this */
	struct strmap touched[2]; /* .c files, changed or including what is;
				   * before and after, below the root */
	struct strmap over_limit; /* those that are left out */
	struct units all[2]; /* of their folders */
};

enum { BEFORE, AFTER };

/**
 * sides_find() - find the units of one side, while @git->tree holds it; that
 * before comes first.
 *
 * Before, the source is asked, which runs Makefiles for a kernel tree. After,
 * units keep the flags that they had, renamed files too, and new ones borrow
 * those of a neighbour; only with @s->trust, or where nothing is known but
 * files, the source is asked again.
 *
 * Errors: of units_find().
 */
struct dm_error *sides_find(struct sides *s, int side);

/**
 * sides_select() - leave in both sides the units of those modules of which a
 * unit is touched on either side.
 */
void sides_select(struct sides *s);
void sides_deinit(struct sides *s);

#endif
