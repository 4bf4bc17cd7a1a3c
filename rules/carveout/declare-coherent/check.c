// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/origin_text.h"

/* The smallest page of any machine: a size that is no multiple of it is none
 * of larger ones either. */
#define SMALLEST_PAGE 4096

static bool declares(const struct model_row *row)
{
	return row && row->role == ROLE_DECLARE &&
	       !strcmp(row->family, "declared");
}

/* Whether a function is what a driver does, "platform_driver.probe": code of a
 * board has no driver. */
static bool is_driver(const struct flow_end *end, op_id op)
{
	const struct module *m = end_module(end);
	const struct module_entry *entry =
		module_way_in(m, module_func_of_op(m, op));
	const char *record = entry ? facts_str(m->facts, entry->record) : "";
	size_t n = strlen(record);

	return n > 7 && !strcmp(record + n - 7, "_driver");
}

/* Allocated, so that it is known to be mapped: what an address was converted
 * from says too little of a function that takes many kinds. */
#define ALLOCATED                                                  \
	(ORIGIN_BIT(BOOT) | ORIGIN_BIT(PAGES) | ORIGIN_BIT(SLAB) | \
	 ORIGIN_BIT(DMA_PAGES) | ORIGIN_BIT(IMAGE))

/* The kernel maps the region write-combining (kernel/dma/coherent.c, 6.1,
 * dma_init_coherent_memory()). */
static void check_origin(struct flow_end *end, const struct memory_use *use)
{
	origin_vec origins = {};
	const struct origin *origin;
	struct finding *finding;

	origin_find(end, use, &origins);
	origin = origin_among(&origins, ALLOCATED);
	if (origin && origin_is_only(&origins, ALLOCATED)) {
		finding = end_report(end, use->op, CONFIDENCE_MEDIUM,
				     "'%s' is given %s, which is still in the "
				     "linear map",
				     end_call_name(end, use->op),
				     origin_words(origin->kind));
		if (finding)
			origin_step(end, finding, origin);
	}
	vec_deinit(&origins);
}

static void check_size(struct flow_end *end, const struct memory_use *use)
{
	int64_t size;

	if (value_is_const(&end_fields(end)->canon, use->size, &size) &&
	    size % SMALLEST_PAGE)
		end_report(end, use->op, CONFIDENCE_HIGH,
			   "'%s' is given %lld bytes, no whole pages",
			   end_call_name(end, use->op), (long long)size);
}

/* A device that is given a second region keeps the first: the call fails. */
static void check_second(struct flow_end *end, op_id op)
{
	const struct facts *f = end_module(end)->facts;
	func_id func = module_func_of_op(end_module(end), op);
	expr_id dev = f->args.v[f->ops.v[op].arg0];

	for (op_id before = op; --before;) {
		struct finding *finding;

		if (module_func_of_op(end_module(end), before) != func)
			return;
		if (!declares(end_row(end, before)) ||
		    f->args.v[f->ops.v[before].arg0] != dev)
			continue;
		finding = end_report(end, op, CONFIDENCE_LOW,
				     "'%s' is called for '%s', which has a "
				     "region already",
				     end_call_name(end, op),
				     end_expr_text(end, dev));
		if (finding)
			end_step(end, finding, before, "its first region");
		return;
	}
}

static void check_call(struct flow_end *end, op_id op)
{
	const struct facts *f = end_module(end)->facts;

	if (!declares(end_row(end, op)) || !f->ops.v[op].n_args)
		return;
	check_second(end, op);
	if (is_driver(end, op))
		end_report(end, op, CONFIDENCE_LOW,
			   "'%s' is called by a driver, and is for platform "
			   "code",
			   end_call_name(end, op));
}

static void check_module(struct flow_end *end)
{
	const struct facts *f = end_module(end)->facts;
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);

	for (size_t i = 0; i < n; i++) {
		if (!declares(uses[i].row))
			continue;
		check_origin(end, &uses[i]);
		check_size(end, &uses[i]);
	}
	for (op_id op = 1; op < f->ops.n; op++)
		check_call(end, op);
}

const struct flow_rule rule_carveout_declare_coherent = {
	.module_end = check_module,
};
