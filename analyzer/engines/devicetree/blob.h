/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_BLOB_H
#define DMALIAS_ENGINES_DEVICETREE_BLOB_H

#include "engines/devicetree.h"

typedef VEC(struct dt_region) dt_region_vec;

/**
 * dt_blob_read() - collect what a compiled tree sets aside, and who uses it.
 * @blob, @len: any bytes
 * @ret: zeroed by the caller, who owns what is put there; places and trees
 *       are not set
 * Errors: DM_ERR_INPUT, when it is no sound device tree; nothing is in @ret.
 */
struct dm_error *dt_blob_read(const void *blob, size_t len, dt_region_vec *ret);

void dt_names_deinit(dt_names *names);
void dt_region_deinit(struct dt_region *r);
void dt_region_vec_deinit(dt_region_vec *v);

#endif
