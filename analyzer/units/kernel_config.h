/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_CONFIG_H
#define DMALIAS_UNITS_KERNEL_CONFIG_H

#include <stdbool.h>

#include "units/kernel_make.h"

struct dm_error;
struct unit_search;

/* What to configure a tree with. */
struct kernel_config {
	char *target; /* of make: "allmodconfig", "multi_v7_defconfig", ... */
	char *file; /* absolute; NULL when it is a target */
};

/**
 * kernel_config_choose() - read what the caller named.
 * @name: NULL (allmodconfig), a target that ends in "config", or a file;
 *        "defconfig" on arm is multi_v7_defconfig, which is for most boards
 * Errors: DM_ERR_USAGE for anything else.
 */
struct dm_error *kernel_config_choose(const char *name, enum unit_arch arch,
				      struct kernel_config *ret);
void kernel_config_deinit(struct kernel_config *config);

/* The options that are set in every configuration, as .config lines. */
const char *kernel_config_fragment(void);

/**
 * kernel_config_run() - configure a tree into @make->objtree, and make the
 * headers and tools that its files need (modules_prepare).
 * Errors: DM_ERR_TOOL with the log's name; DM_ERR_NOSPACE; DM_ERR_IO.
 */
struct dm_error *kernel_config_run(const struct unit_search *search,
				   const struct kernel_make *make,
				   const struct kernel_config *config);

#endif
