/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_FILES_H
#define DMALIAS_ENGINES_DEVICETREE_FILES_H

#include "engines/devicetree.h"

/**
 * dt_files_list() - the .dts files that were asked for.
 * @ret: relative to @root when below it, sorted, each once
 * Errors: DM_ERR_USAGE when there are none; DM_ERR_IO.
 */
struct dm_error *dt_files_list(const struct devicetree_options *options,
			       const char *root, dt_names *ret);

#endif
