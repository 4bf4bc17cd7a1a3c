/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_REGION_H
#define DMALIAS_FLOW_REGION_H

#include "engines/devicetree.h"
#include "flow/region/compatible.h"
#include "flow/region/source.h"

/* A region that a mapping may be of, by way of one device. */
struct region_match {
	const struct dt_use *use;
	const struct region_source *source; /* of region_set.sources */
	bool sure; /* the reference is known, or the device has no other */
};

/* A region that a device of the module gets. */
struct region_use {
	struct dt_use use;
	str_id file; /* that names the device's compatible string */
};

/* What a module has to do with the device trees of the run. */
struct region_set {
	const struct devicetree *dt; /* NULL: none were read */
	compatible_vec compatibles;
	region_source_vec sources;
	VEC(struct region_use) uses; /* by its compatible strings */
};

typedef VEC(struct region_match) region_match_vec;

/* Ask once in module_end(). */
void region_set_init(struct region_set *set, const struct flow_end *end);
void region_set_deinit(struct region_set *set);

/* Whether the module gets memory of some node. */
bool region_set_matters(const struct region_set *set);

/* Whether what leads to a call asks first if the memory is RAM: what is mapped
 * as device memory then is none. */
bool region_is_asked(const struct flow_end *end, const struct memory_use *use);

/* The regions that a use of memory is of, @ret: zeroed. */
void region_find(const struct region_set *set, const struct flow_end *end,
		 const struct memory_use *use, region_match_vec *ret);

/* The regions that a call of of_reserved_mem_device_init() and its kin, with
 * role declare, gives to the device. */
void region_find_declared(const struct region_set *set,
			  const struct flow_end *end, op_id op,
			  region_match_vec *ret);

/* Add steps: where the node is written, and the device that refers to it. */
void region_step(const struct region_set *set, struct finding *finding,
		 const struct region_match *match);

#endif
