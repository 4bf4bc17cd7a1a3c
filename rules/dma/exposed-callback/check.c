// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/strbuf.h"
#include "flow/query/direction.h"
#include "flow/query/member.h"

/* The smallest page: what an IOMMU can protect. */
#define PAGE 4096
#define MAX_DEPTH 6

/* Where the device may write, in bytes of the record. */
struct range {
	uint64_t begin, end;
};

static bool points_to_function(const struct facts *f, const struct fact_type *t)
{
	return t->kind == TYPE_POINTER &&
	       facts_type(f, t->target)->kind == TYPE_FUNCTION;
}

/* A const table of functions: whoever writes the pointer chooses them. */
static bool points_to_table(const struct facts *f, const struct fact_type *t)
{
	const struct fact_type *to = facts_type(f, t->target);
	uint32_t functions = 0;

	if (t->kind != TYPE_POINTER || to->kind != TYPE_RECORD ||
	    !(to->flags & TYPE_CONST))
		return false;
	for (uint32_t i = 0; i < to->n_fields; i++)
		functions += points_to_function(
			f, facts_type(f, f->fields.v[to->field0 + i].type));
	return functions > to->n_fields / 2;
}

static bool is_near(const struct range *r, uint64_t offset)
{
	return offset + PAGE > r->begin && offset < r->end + PAGE;
}

/* The first function pointer in a record at @base that shares a page with the
 * range: its path goes to @path. */
static bool find_pointer(const struct facts *f, const struct fact_type *record,
			 uint64_t base, const struct range *r, int depth,
			 struct strbuf *path)
{
	for (uint32_t i = 0; depth && i < record->n_fields; i++) {
		const struct fact_field *it = &f->fields.v[record->field0 + i];
		const struct fact_type *t = facts_type(f, it->type);
		uint64_t offset = base + it->bit_offset / 8;
		size_t len = path->len;

		if (it->bit_offset == FACTS_SIZE_UNKNOWN)
			return false;
		if (it->name)
			strbuf_addf(path, "%s%s", len ? "." : "",
				    facts_str(f, it->name));
		while (t->kind == TYPE_ARRAY)
			t = facts_type(f, t->target);
		if ((points_to_function(f, t) || points_to_table(f, t)) &&
		    is_near(r, offset))
			return true;
		if (t->kind == TYPE_RECORD &&
		    find_pointer(f, t, offset, r, depth - 1, path))
			return true;
		path->len = len;
		if (path->s)
			path->s[len] = 0;
	}
	return false;
}

static void report(struct flow *f, const struct flow_call *call,
		   const struct fact_type *record, const char *what,
		   const char *path)
{
	const char *name = facts_str(flow_facts(f), record->record);

	if (flow_has_evidence(f, "exposed:%s", name))
		return;
	flow_evidence(f, "exposed:%s", name);
	flow_report(f, call->op, CONFIDENCE_MEDIUM,
		    "'%s' lets a device write %s of 'struct %s', which holds "
		    "function pointer '%s'",
		    flow_call_name(f, call->op), what, name, path);
}

/* The record that a pointer as written points to as a whole, or NULL. */
static const struct fact_type *whole_record(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);
	const struct fact_type *t;

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	t = facts_type(f, e->type);
	if (e->kind == EXPR_ADDR || t->kind != TYPE_POINTER)
		return NULL;
	t = facts_type(f, t->target);
	return t->kind == TYPE_RECORD && t->n_fields && t->record &&
			       t->size != FACTS_SIZE_UNKNOWN ?
		       t :
		       NULL;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_type *record;
	autofree char *what = NULL;
	struct strbuf path = {};
	struct range r;
	struct member m;

	if ((call->row->role != ROLE_MAP &&
	     call->row->role != ROLE_DMA_BUFFER) ||
	    call->row->memory != MEMORY_BUFFER || !call->args[ARG_CPU] ||
	    flow_device_writes(f, call) != CERTAIN_YES)
		return;
	if (member_of(f, call->args[ARG_CPU], &m)) {
		if (value_get(flow_values(f), m.base)->kind == VALUE_VARIABLE)
			return;
		record = m.steps[0].record;
		r = (struct range){m.offset, m.offset + m.size};
		what = xasprintf("'%s'",
				 facts_str(facts,
					   m.steps[m.n_steps - 1].field->name));
	} else {
		record = whole_record(facts, call->exprs[ARG_CPU]);
		if (!record)
			return;
		r = (struct range){0, record->size};
		what = xstrdup("all");
	}
	if (find_pointer(facts, record, 0, &r, MAX_DEPTH, &path))
		report(f, call, record, what, path.s);
	strbuf_deinit(&path);
}

const struct flow_rule rule_dma_exposed_callback = {
	.call = check_call,
};
