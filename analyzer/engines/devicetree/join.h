/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_JOIN_H
#define DMALIAS_ENGINES_DEVICETREE_JOIN_H

#include "engines/devicetree/blob.h"

/*
 * Many trees as one list. Nodes are one region when they are written at one
 * place and say the same; without a place, nodes of two trees never are.
 */
struct dt_join {
	dt_region_vec regions;
	struct strmap index; /* what a region says -> its number */
};

/* Add the regions of tree number @tree; @v is empty afterwards. */
void dt_join_add(struct dt_join *j, dt_region_vec *v, uint32_t tree);

/* Hand over what was joined, sorted and with its index. */
void dt_join_end(struct dt_join *j, struct devicetree *ret);

#endif
