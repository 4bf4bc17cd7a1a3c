/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_TESTS_TREE_FIXTURE_H
#define DMALIAS_TESTS_TREE_FIXTURE_H

#include "units/units.h"

/* A folder of files that a test makes, and that goes away with it. */
struct tree_fixture {
	char dir[64];
};

void tree_setup(struct tree_fixture *tree);
void tree_teardown(struct tree_fixture *tree);

/* Write a file, and the folders it is in; @name is relative to the tree. */
void tree_write(const struct tree_fixture *tree, const char *name,
		const char *text);

/* @name as an absolute path; the caller frees it. */
char *tree_path(const struct tree_fixture *tree, const char *name);

/* The unit of a file, or NULL. */
const struct unit *tree_unit(const struct tree_fixture *tree,
			     const struct units *units, const char *name);

/* Why a file is skipped, or NULL. */
const char *tree_skip(const struct tree_fixture *tree,
		      const struct units *units, const char *name);

/* The arguments of a unit, with a space before each; the caller frees it. */
char *unit_line(const struct unit *unit);

/* Fail unless @err has this code and its message holds @part; destroys it. */
void expect_dm_error(struct dm_error *err, int code, const char *part);

#endif
