// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/origin_text.h"
#include "flow/region/region.h"

/* Memory that was set aside, by whatever way: no other memory has these. */
#define CARVEOUTS                                                      \
	(ORIGIN_BIT(BOOT) | ORIGIN_BIT(NOMAP) | ORIGIN_BIT(RESERVED) | \
	 ORIGIN_BIT(ABOVE) | ORIGIN_BIT(PARAMETER))

/* A region that a driver shows to a process is mostly that of some firmware,
 * with a binding of its own; one that a device refers to is for its buffers. */
#define SHOWN_WHOLE ORIGIN_BIT(RESERVED)

/* How a module hands out parts of memory. */
enum way_out {
	OUT_NONE,
	OUT_POOL, /* by a pool of its own */
	OUT_USER, /* to a process */
};

static enum way_out way_out(const struct memory_use *use)
{
	const struct model_row *row = use->row;

	if (row->role == ROLE_DECLARE && !strcmp(row->family, "gen_pool"))
		return OUT_POOL;
	return row->role == ROLE_MMAP_USER ? OUT_USER : OUT_NONE;
}

/* A region of the trees, as the DMA API's own pools are none of a driver. With
 * @referred only one that a device refers to. */
static const struct region_match *find_region(const region_match_vec *matches,
					      bool referred)
{
	vec_for_each(matches, match)
		if (!dt_region_is(match->use->region, "shared-dma-pool") &&
		    (match->use->user || !referred))
			return match;
	return NULL;
}

/* Nobody says what memory it is: a board does, by its address. */
#define TOLD (ORIGIN_BIT(ARGUMENT) | ORIGIN_BIT(UNKNOWN))

/* Whether a value is a physical address by its type, phys_addr_t or one of a
 * subsystem's own. */
static bool is_physical(const struct facts *f, expr_id expr)
{
	const struct fact_type *t = facts_type(f, facts_expr(f, expr)->type);

	return strstr(facts_str(f, t->name), "phys_addr") != NULL;
}

/* A pool that hands out physical addresses, and is told where it lies; one of
 * pointers (gen_pool_add_virt()) is as often over memory of a chip. */
static void check_told(struct flow_end *end, const struct memory_use *use,
		       const origin_vec *origins)
{
	if (way_out(use) == OUT_POOL && use->row->arg[ARG_PHYS] < 0 &&
	    origin_is_only(origins, TOLD) &&
	    is_physical(end_module(end)->facts, use->expr))
		end_report(end, use->op, CONFIDENCE_LOW,
			   "'%s' makes a private pool of physical memory that "
			   "its caller sets aside",
			   end_call_name(end, use->op));
}

static void report(struct flow_end *end, const struct region_set *set,
		   const struct memory_use *use, const struct origin *origin,
		   const struct region_match *match)
{
	bool pool = way_out(use) == OUT_POOL;
	struct finding *finding = end_report(
		end, use->op, CONFIDENCE_MEDIUM,
		pool ? "'%s' makes a private pool of %s" :
		       "'%s' gives a process %s that the driver keeps",
		end_call_name(end, use->op),
		origin ? origin_words(origin->kind) :
			 "a reserved-memory region");

	if (!finding)
		return;
	if (origin)
		origin_step(end, finding, origin);
	if (match)
		region_step(set, finding, match);
}

static void check_use(struct flow_end *end, const struct region_set *set,
		      const struct memory_use *use)
{
	origin_vec origins = {};
	region_match_vec matches = {};
	const struct region_match *match;
	const struct origin *origin;

	if (way_out(use) == OUT_NONE)
		return;
	origin_find(end, use, &origins);
	origin = origin_among(&origins, way_out(use) == OUT_USER ?
						CARVEOUTS & ~SHOWN_WHOLE :
						CARVEOUTS);
	if (region_set_matters(set))
		region_find(set, end, use, &matches);
	match = find_region(&matches, way_out(use) == OUT_USER);
	if (origin || match)
		report(end, set, use, origin, match);
	else
		check_told(end, use, &origins);
	vec_deinit(&origins);
	vec_deinit(&matches);
}

static void check_module(struct flow_end *end)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);
	struct region_set set;

	region_set_init(&set, end);
	for (size_t i = 0; i < n; i++)
		check_use(end, &set, &uses[i]);
	region_set_deinit(&set);
}

const struct flow_rule rule_carveout_private_pool = {
	.module_end = check_module,
};
