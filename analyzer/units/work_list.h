/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_WORK_LIST_H
#define DMALIAS_UNITS_WORK_LIST_H

#include <stddef.h>

struct dm_error;

/*
 * The calls that kbuild made of a checker in one build folder: a folder of the
 * cache with a file for each unit, so that calls at the same time do not get
 * in each other's way and later ones replace earlier ones. Each file is a
 * compile database of one entry.
 */

/* The list of the build in @build (the folder that the compiler runs in);
 * to be freed. */
char *work_list_folder(const char *cache, const char *build);

/**
 * work_list_add() - put a call into the list.
 * @directory: absolute; where it is made
 * @argv: program and arguments
 * @ret: the compile database of this call; to be freed
 */
struct dm_error *work_list_add(const char *folder, const char *directory,
			       const char *file, const char *const *argv,
			       size_t n, char **ret);

/**
 * work_list_join() - make one compile database of all calls.
 *
 * Calls for files that are no more are forgotten.
 * @ret: its name; to be freed
 * Errors: DM_ERR_USAGE when there is no call.
 */
struct dm_error *work_list_join(const char *folder, char **ret);

/* The root of the tree, where a compile database does not tell it. Reading:
 * NULL when nobody said. */
struct dm_error *work_list_set_root(const char *folder, const char *root);
char *work_list_root(const char *folder);

#endif
