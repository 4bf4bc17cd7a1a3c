// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/origin_text.h"
#include "flow/region/region.h"

/* Nodes beyond these are counted. */
#define NODES_SHOWN 3

/* Whether CPUs have a cached mapping of a region beside that of a driver. */
static bool is_mapped(const struct dt_region *r)
{
	enum dt_linear linear = dt_region_linear(r);

	return linear == DT_LINEAR_IN || linear == DT_LINEAR_CMA;
}

/* What is mapped by resource, with no type said, is mapped as device memory
 * (lib/devres.c, 6.1). */
static bool differs(const struct flow_end *end, const struct memory_use *use)
{
	struct memory_type type = memory_type_of(end, use);

	if (use->row->role == ROLE_IOMAP && use->row->memory == MEMORY_IO &&
	    type.type == MEMTYPE_NONE)
		return use->row->arg[ARG_RESOURCE] >= 0;
	return memory_type_differs(&type);
}

static bool maps(const struct memory_use *use)
{
	return use->row->role == ROLE_IOMAP || use->row->role == ROLE_REMAP ||
	       use->row->role == ROLE_MMAP_USER;
}

/* -- by the device trees ---------------------------------------------- */

static void step_nodes(const struct region_set *set, struct finding *finding,
		       const region_match_vec *matches)
{
	size_t shown = 0, more = 0;

	vec_for_each(matches, match) {
		if (shown < NODES_SHOWN)
			region_step(set, finding, match);
		else
			more++;
		shown++;
	}
	if (more)
		finding_add_step(finding, &vec_last(&finding->steps)->place,
				 "%zu more nodes are as these", more);
}

static void keep_mapped(region_match_vec *matches)
{
	size_t n = 0;

	vec_for_each(matches, match)
		if (is_mapped(match->use->region))
			matches->v[n++] = *match;
	matches->n = n;
}

static bool any_sure(const region_match_vec *matches)
{
	vec_for_each(matches, match)
		if (match->sure)
			return true;
	return false;
}

static void report_regions(struct flow_end *end, const struct region_set *set,
			   const struct memory_use *use,
			   const region_match_vec *matches)
{
	const struct region_source *source = matches->v[0].source;
	struct finding *finding = end_report(
		end, use->op,
		any_sure(matches) ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		"'%s' maps reserved memory that is still in the linear map",
		end_call_name(end, use->op));

	if (!finding)
		return;
	step_nodes(set, finding, matches);
	if (source && source->found)
		end_step(end, finding, source->found,
			 "the region is found by '%s'",
			 end_call_name(end, source->found));
}

static void check_regions(struct flow_end *end, const struct region_set *set,
			  const struct memory_use *use)
{
	region_match_vec matches = {};

	region_find(set, end, use, &matches);
	keep_mapped(&matches);
	if (matches.n)
		report_regions(end, set, use, &matches);
	vec_deinit(&matches);
}

/* A pool that no kernel gives to a device: see enum dt_defect. */
static void check_pool(struct flow_end *end, const struct region_set *set,
		       op_id op)
{
	region_match_vec matches = {};
	struct finding *finding;

	region_find_declared(set, end, op, &matches);
	vec_for_each(&matches, match) {
		const struct dt_region *r = match->use->region;

		if (dt_region_defect(r) != DT_DEFECT_POOL)
			continue;
		finding = end_report(end, op, CONFIDENCE_MEDIUM,
				     "'%s' is for a pool that is still in the "
				     "linear map, and fails",
				     end_call_name(end, op));
		if (finding)
			region_step(set, finding, match);
	}
	vec_deinit(&matches);
}

static void check_pools(struct flow_end *end, const struct region_set *set)
{
	const struct facts *f = end_module(end)->facts;

	for (op_id op = 1; op < f->ops.n; op++) {
		const struct model_row *row = end_row(end, op);

		if (row && row->role == ROLE_DECLARE && row->arg[ARG_PHYS] < 0)
			check_pool(end, set, op);
	}
}

/* -- by the source alone ------------------------------------------------ */

static void check_boot(struct flow_end *end, const struct memory_use *use)
{
	origin_vec origins = {};
	const struct origin *boot;
	struct finding *finding;

	origin_find(end, use, &origins);
	boot = origin_among(&origins, ORIGIN_BIT(BOOT));
	/* what is taken out of the linear map afterwards is out of it */
	if (!boot || origin_among(&origins, ORIGIN_BIT(NOMAP))) {
		vec_deinit(&origins);
		return;
	}
	finding = end_report(
		end, use->op,
		origin_is_only(&origins, ORIGIN_BIT(BOOT)) ? CONFIDENCE_HIGH :
							     CONFIDENCE_MEDIUM,
		"'%s' maps memory reserved at boot, which is still in the "
		"linear map",
		end_call_name(end, use->op));
	if (finding)
		origin_step(end, finding, boot);
	vec_deinit(&origins);
}

static void check_use(struct flow_end *end, const struct region_set *set,
		      const struct memory_use *use)
{
	if (!maps(use) || !differs(end, use))
		return;
	if (use->row->role == ROLE_IOMAP && region_is_asked(end, use))
		return;
	check_boot(end, use);
	if (region_set_matters(set))
		check_regions(end, set, use);
}

static void check_module(struct flow_end *end)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);
	struct region_set set;

	region_set_init(&set, end);
	if (region_set_matters(&set))
		check_pools(end, &set);
	for (size_t i = 0; i < n; i++)
		check_use(end, &set, &uses[i]);
	region_set_deinit(&set);
}

const struct flow_rule rule_carveout_still_mapped = {
	.module_end = check_module,
};
