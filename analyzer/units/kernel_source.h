/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_SOURCE_H
#define DMALIAS_UNITS_KERNEL_SOURCE_H

struct dm_error;
struct unit_search;

/**
 * kernel_source_load() - add units of a kernel tree that is not configured.
 *
 * The tree is configured out of tree, in @search->src->cache, with clang, and
 * asked by make -n for its compiler calls; no object is built and nothing is
 * written to the tree. All that is used again while the tree, the
 * configuration and clang stay the same. Without paths: drivers and sound.
 *
 * Errors: DM_ERR_USAGE for a folder that is no kernel tree, or one that was
 * configured in place; DM_ERR_TOOL when make fails or a program is missing;
 * DM_ERR_NOSPACE when the cache folder is full.
 */
struct dm_error *kernel_source_load(struct unit_search *search,
				    const char *kernel);

#endif
