/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_C_FILES_H
#define DMALIAS_UNITS_C_FILES_H

#include "units/unit_search.h"

/**
 * c_files_list() - every .c file that was asked for, by name or in a folder.
 *
 * Links to folders are not followed; what kbuild writes (*.mod.c) is no
 * source. A file of another kind that was asked for by name is skipped.
 *
 * @ret: absolute paths, sorted, each once
 * Errors: DM_ERR_USAGE when a folder holds none; DM_ERR_IO.
 */
struct dm_error *c_files_list(struct unit_search *search, path_vec *ret);
void path_vec_deinit(path_vec *paths);

/* "/a/foo-bar.c" -> "foo_bar", as kbuild makes names; the caller frees it. */
char *module_name_of(const char *file);

#endif
