// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit/inventory.h"

static enum carveout_linear node_linear(const struct dt_region *r)
{
	switch (dt_region_linear(r)) {
	case DT_LINEAR_IN:
	case DT_LINEAR_FREE:
		return LINEAR_IN;
	case DT_LINEAR_CMA:
		return LINEAR_CMA;
	case DT_LINEAR_OUT:
	case DT_LINEAR_OUTSIDE:
		return LINEAR_OUT;
	case DT_LINEAR_UNKNOWN:
		break;
	}
	return LINEAR_UNKNOWN;
}

static void take_range(struct carveout *c, const struct dt_region *r)
{
	uint64_t size = r->ranges.n ? r->ranges.v[0].size : r->size;

	if (r->ranges.n) {
		c->has_base = true;
		c->base_value = r->ranges.v[0].base;
		c->told_base = xasprintf("0x%" PRIx64, c->base_value);
		c->base = c->told_base;
	}
	if (size) {
		c->has_bytes = true;
		c->bytes = size;
		c->size_known = MACRO_ONE;
		c->told_size = xasprintf("0x%" PRIx64, size);
		c->size = c->told_size;
	}
}

/* What a driver does with memory, registers aside: it maps pages, or asks for
 * another type than that of registers. */
static bool maps_memory(const struct audit_call *call)
{
	enum model_type type = call->row->type;

	switch (call->row->role) {
	case ROLE_MMAP_USER:
	case ROLE_REMAP:
		return true;
	case ROLE_IOMAP:
		return type == MEMTYPE_WC || type == MEMTYPE_WB ||
		       type == MEMTYPE_WT || call->arg[ARG_FLAGS];
	default:
		return false;
	}
}

static bool has_call(const struct carveout *c, const struct audit_call *call)
{
	vec_for_each(&c->maps, m)
		if (m->call == call)
			return true;
	vec_for_each(&c->exports, m)
		if (m->call == call)
			return true;
	return false;
}

/* What the files that name a compatible string map. */
static void add_drivers(struct carveout *c, const struct inventory_input *in,
			const dt_names *compatible)
{
	vec_for_each(compatible, name) {
		size_t n;
		const struct dt_place *p =
			devicetree_drivers(in->dt, *name, &n);

		for (size_t i = 0; i < n; i++)
			vec_for_each(in->calls, call)
				if (!strcmp(call->file, p[i].file) &&
				    maps_memory(call) && !has_call(c, call))
					carveout_add_mapping(c, in, call,
							     *name);
	}
}

static void add_node(const struct inventory_input *in,
		     const struct dt_region *r, struct inventory *ret)
{
	struct carveout *c = vec_add(&ret->list);
	const char *defect = dt_defect_text(dt_region_defect(r));

	vec_push(&c->origins, (struct carveout_origin){.region = r,
						       .file = r->place.file,
						       .line = r->place.line,
						       .col = r->place.col});
	c->file = r->place.file;
	take_range(c, r);
	c->linear = node_linear(r);
	c->linear_why = defect ? defect : dt_linear_text(dt_region_linear(r));
	add_drivers(c, in, &r->compatible);
	vec_for_each(&r->users, u)
		add_drivers(c, in, &u->compatible);
}

void inventory_add_nodes(const struct inventory_input *in,
			 struct inventory *ret)
{
	vec_for_each(&in->dt->regions, r)
		if (!(r->flags & DT_DISABLED))
			add_node(in, r, ret);
}
