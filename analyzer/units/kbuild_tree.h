/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KBUILD_TREE_H
#define DMALIAS_UNITS_KBUILD_TREE_H

struct dm_error;
struct unit_search;

/**
 * kbuild_tree_load() - add the units of a tree that kbuild has built, wholly
 * or in part: the .cmd files beside its objects hold the compiler calls.
 * Nothing is run.
 *
 * @objtree: the build folder (O=, or the source tree itself)
 * Errors: DM_ERR_USAGE when it is no configured build folder, or when nothing
 * in it is built.
 */
struct dm_error *kbuild_tree_load(struct unit_search *search,
				  const char *objtree);

#endif
