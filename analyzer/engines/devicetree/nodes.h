/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_NODES_H
#define DMALIAS_ENGINES_DEVICETREE_NODES_H

#include "engines/devicetree.h"

/* Deeper trees are not believed: nothing in the kernel goes beyond 12. */
#define DT_DEPTH_MAX 64

struct dt_node {
	int offset; /* in the blob */
	uint32_t parent; /* of the root: itself */
	uint32_t depth; /* of the root: 0 */
	uint32_t address_cells, size_cells; /* for its children's reg */
};

/* The nodes of a sound blob, parents before children; the root is first. */
struct dt_nodes {
	void *fdt; /* a copy of the blob, aligned as libfdt wants it */
	VEC(struct dt_node) list;
};

/* Errors: DM_ERR_INPUT, for bytes that are no device tree. */
struct dm_error *dt_nodes_read(const void *blob, size_t len,
			       struct dt_nodes *ret);
void dt_nodes_deinit(struct dt_nodes *t);

/* The name with unit address; "" for the root. */
const char *dt_node_name(const struct dt_nodes *t, uint32_t node);

/* "/soc/video@1000", to be freed. */
char *dt_node_path(const struct dt_nodes *t, uint32_t node);

/* A property, NULL when there is none; its bytes to @len. */
const void *dt_node_prop(const struct dt_nodes *t, uint32_t node,
			 const char *name, int *len);
bool dt_node_has(const struct dt_nodes *t, uint32_t node, const char *name);

/* A property that is one string is it, or begins with it. */
bool dt_node_says(const struct dt_nodes *t, uint32_t node, const char *name,
		  const char *value);
void dt_node_strings(const struct dt_nodes *t, uint32_t node, const char *name,
		     dt_names *ret);

/* A number of one or two cells; 0 when it is none. */
uint64_t dt_node_number(const struct dt_nodes *t, uint32_t node,
			const char *name);
uint32_t dt_node_phandle(const struct dt_nodes *t, uint32_t node);

/* The kernel takes the node, and all above it, for usable. */
bool dt_node_is_disabled(const struct dt_nodes *t, uint32_t node);

/* Pairs of address and size, by the cells of the parent. */
void dt_node_ranges(const struct dt_nodes *t, uint32_t node, const char *name,
		    dt_range_vec *ret);

/* The same of reg, as addresses of the CPU: what cannot be translated, by
 * the ranges of the nodes above, is left out. */
void dt_node_registers(const struct dt_nodes *t, uint32_t node,
		       dt_range_vec *ret);

#endif
