/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_FLAGS_H
#define DMALIAS_UNITS_KERNEL_FLAGS_H

#include "base/vec.h"
#include "units/c_files.h"
#include "units/kernel_make.h"

struct dm_error;
struct unit_search;

/*
 * The compiler calls of a configured tree, found by "make -n" for the folders
 * that were asked for so far. The build folder keeps them, each run in a
 * database of its own (dmalias-N.json), and the list of the folders they are
 * for (dmalias.targets: "N folder/").
 */

/* Forget all of them. */
struct dm_error *kernel_flags_reset(const char *objtree);

/**
 * kernel_flags_target() - the target of kbuild that compiles a file or what
 * is in a folder: the closest folder with a Makefile, "drivers/net/".
 * Return: to be freed; "" for the root.
 */
char *kernel_flags_target(const char *root, const char *path);

/**
 * kernel_flags_get() - find the databases that cover targets.
 * Runs make -n for those that none covers yet.
 * @targets: folders below the root, each with a '/' at its end
 * @ret: absolute names of databases, each once
 * Errors: of kernel_make_dry_run(); DM_ERR_NOSPACE and DM_ERR_IO.
 */
struct dm_error *kernel_flags_get(const struct unit_search *search,
				  const struct kernel_make *make,
				  const path_vec *targets, path_vec *ret);

#endif
