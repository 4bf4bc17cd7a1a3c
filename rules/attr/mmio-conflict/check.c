// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/alias_report.h"
#include "flow/origin/origin_text.h"
#include "model/alias.h"

static bool ends_before(const struct flow_end *end,
			const struct memory_use *use, int64_t from)
{
	int64_t size;

	if (!from)
		return false;
	return !use->size ||
	       !value_is_const(&end_fields(end)->canon, use->size, &size) ||
	       size <= from;
}

static bool overlap(const struct flow_end *end, const struct memory_use *x,
		    const struct memory_use *y)
{
	int64_t d;

	if (!memory_use_distance(end, x, y, &d))
		return false;
	return d >= 0 ? !ends_before(end, x, d) : !ends_before(end, y, -d);
}

/* One after the other: a function that unmaps before it maps anew, or that maps
 * for itself only. */
static bool is_unmapped_between(const struct flow_end *end,
				const struct memory_use *x,
				const struct memory_use *y)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);

	for (size_t i = 0; i < n; i++)
		if (uses[i].row->role == ROLE_IOUNMAP &&
		    uses[i].func == x->func &&
		    (x->func != y->func ||
		     (x->op < uses[i].op && uses[i].op < y->op)))
			return true;
	return false;
}

/* Which of several places a call maps may hang on what another one maps: a
 * chip has its registers in this BAR or in that. */
static bool is_always_there(const struct flow_end *end,
			    const struct memory_use *use)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);

	for (size_t i = 0; i < n; i++)
		if (uses[i].op == use->op && (uses[i].bar != use->bar ||
					      uses[i].address != use->address))
			return false;
	return true;
}

static bool is_of_device(const struct flow_end *end,
			 const struct memory_use *use)
{
	origin_vec origins = {};
	bool ret;

	if (use->row->role != ROLE_IOMAP || use->row->memory == MEMORY_MEMREMAP)
		return false;
	origin_find(end, use, &origins);
	ret = origin_is_only(&origins, ORIGIN_BIT(RESOURCE) | ORIGIN_BIT(BAR));
	vec_deinit(&origins);
	return ret;
}

/* The place that the result of a call goes to, or 0. */
static expr_id kept_in(const struct facts *f, op_id call)
{
	expr_id result = f->ops.v[call].dst;

	for (op_id op = call + 1; result && op < f->ops.n; op++)
		if (f->ops.v[op].kind == OP_ASSIGN &&
		    f->ops.v[op].src == result)
			return f->ops.v[op].dst;
	return 0;
}

/* One or the other: both go to one place. */
static bool is_alternative(const struct flow_end *end,
			   const struct memory_use *x,
			   const struct memory_use *y)
{
	const struct facts *f = end_module(end)->facts;
	expr_id place = kept_in(f, x->op);

	return place && place == kept_in(f, y->op);
}

static void check_pair(struct flow_end *end, const struct memory_use *x,
		       const struct memory_use *y)
{
	struct memory_type one = memory_type_of(end, x);
	struct memory_type other = memory_type_of(end, y);
	const struct alias_pair pair = {one.type, other.type, true};
	unsigned int arch = end_context(end)->arch;
	struct finding *finding;

	if (one.unknown || other.unknown || one.type == other.type ||
	    !model_alias_find(end_model(end), one.type, other.type, true,
			      arch) ||
	    !overlap(end, x, y) || !is_of_device(end, x) ||
	    !is_of_device(end, y) || !is_always_there(end, x) ||
	    !is_always_there(end, y) || is_unmapped_between(end, x, y) ||
	    is_alternative(end, x, y))
		return;
	finding = end_report(
		end, y->op, alias_confidence(end, &pair, CONFIDENCE_MEDIUM),
		"'%s' maps a range of the device as %s that '%s' "
		"maps as %s",
		end_call_name(end, y->op), memory_type_name(other.type, arch),
		end_call_name(end, x->op), memory_type_name(one.type, arch));
	if (!finding)
		return;
	alias_harm(end, &pair, finding);
	end_step(end, finding, x->op, "mapped here by '%s'",
		 end_call_name(end, x->op));
}

/* memremap() is for memory, which has rules of its own. */
static bool is_iomap(const struct memory_use *use)
{
	return use->row->role == ROLE_IOMAP &&
	       use->row->memory != MEMORY_MEMREMAP;
}

static void check_module(struct flow_end *end)
{
	const struct memory_use *uses;
	size_t n = end_memory_uses(end, &uses);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n && is_iomap(&uses[i]); k++)
			if (uses[i].op < uses[k].op && is_iomap(&uses[k]))
				check_pair(end, &uses[i], &uses[k]);
}

const struct flow_rule rule_attr_mmio_conflict = {
	.module_end = check_module,
};
