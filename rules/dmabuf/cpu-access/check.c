// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

/* enum dma_data_direction, include/linux/dma-direction.h */
enum direction { BOTH_WAYS, TO_DEVICE, FROM_DEVICE };

static const char *const names[] = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE",
				    "DMA_FROM_DEVICE"};

static bool direction_of(const struct flow *f, const value_id *args,
			 enum direction *ret)
{
	int64_t num;

	if (!args[ARG_DIR] ||
	    !value_is_const(flow_values(f), args[ARG_DIR], &num) || num < 0 ||
	    num > FROM_DEVICE)
		return false;
	*ret = num;
	return true;
}

static bool is_begin(const struct model_row *row)
{
	return row->role == ROLE_SYNC_CPU && row->memory == MEMORY_DMABUF;
}

static bool is_vmap(const struct model_row *row)
{
	return row->role == ROLE_REMAP && row->from == MEMORY_DMABUF;
}

/* Whether an address leads through the pointer that is kept at @place. */
static bool is_behind(const struct flow *f, value_id address, value_id place)
{
	const struct values *vs = flow_values(f);

	for (int depth = 0; address && depth < 16; depth++) {
		const struct value *v = value_get(vs, address);

		if ((v->kind == VALUE_INITIAL || v->kind == VALUE_OUT) &&
		    value_root(vs, v->a) == value_root(vs, place))
			return true;
		if (v->kind != VALUE_FIELD && v->kind != VALUE_INDEX &&
		    v->kind != VALUE_BINARY)
			return false;
		address = v->a;
	}
	return false;
}

/* The kernel mapping of a dma-buf that an access goes to, or NULL. */
static const struct flow_object *mapping_of(const struct flow *f,
					    const struct flow_access *access)
{
	bool call = flow_facts(f)->ops.v[access->op].kind == OP_CALL;

	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (!is_vmap(o->row))
			continue;
		if (o->value == o->result ?
			    value_root(flow_values(f), access->address) ==
				    o->value :
			    is_behind(f, access->address, o->value) ||
				    (call && access->address == o->value))
			return o;
	}
	return NULL;
}

static const struct flow_object *begun(const struct flow *f, value_id buffer)
{
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (is_begin(o->row) && o->args[ARG_CPU] == buffer)
			return o;
	}
	return NULL;
}

static void report_unbegun(struct flow *f, const struct flow_access *access,
			   const struct flow_object *vmap)
{
	const char *verb = access->write ? "written" : "read";
	struct finding *finding = flow_report(
		f, vmap->op, CONFIDENCE_MEDIUM,
		"a dma-buf is %s with no 'begin_cpu_access' before", verb);

	if (!finding)
		return;
	flow_step(f, finding, vmap->op, "mapped for the CPU by '%s'",
		  flow_call_name(f, vmap->op));
	flow_step(f, finding, access->op, "%s here", verb);
	flow_unless(f, finding, "dmabuf-begun:%u", flow_func(f));
}

static void check_access(struct flow *f, const struct flow_access *access)
{
	const struct flow_object *vmap = mapping_of(f, access), *begin;
	const char *verb = access->write ? "written" : "read";
	struct finding *finding;
	enum direction dir;

	if (!vmap)
		return;
	begin = begun(f, vmap->args[ARG_CPU]);
	if (!begin) {
		report_unbegun(f, access, vmap);
		return;
	}
	if (!direction_of(f, begin->args, &dir) || dir == BOTH_WAYS ||
	    dir == (access->write ? TO_DEVICE : FROM_DEVICE))
		return;
	finding = flow_report(f, access->op, CONFIDENCE_HIGH,
			      "a dma-buf is %s in an access that was begun "
			      "for %s",
			      verb, names[dir]);
	if (finding)
		flow_step(f, finding, begin->op, "begun here by '%s'",
			  flow_call_name(f, begin->op));
}

static void check_end(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	enum direction was, is;
	struct finding *finding;

	flow_evidence(f, "dmabuf-ended:%u", o->op);
	if (!direction_of(f, o->args, &was) ||
	    !direction_of(f, call->args, &is) || was == is)
		return;
	finding = flow_report(f, call->op, CONFIDENCE_HIGH,
			      "'%s' ends an access for %s that was begun for "
			      "%s",
			      flow_call_name(f, call->op), names[is],
			      names[was]);
	if (finding)
		flow_step(f, finding, o->op, "begun here by '%s'",
			  flow_call_name(f, o->op));
}

/* The importer's table is a list of DMA addresses, not of pages. */
static void check_pages(struct flow *f, const struct flow_call *call)
{
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);
		struct finding *finding;

		if (o->row->role != ROLE_MAP ||
		    o->row->memory != MEMORY_SGTABLE || o->args[ARG_CPU] ||
		    !value_mentions(flow_values(f), call->args[ARG_CPU],
				    o->value))
			continue;
		finding = flow_report(f, call->op, CONFIDENCE_MEDIUM,
				      "'%s' takes pages out of a table that "
				      "'%s' gave",
				      flow_call_name(f, call->op),
				      flow_call_name(f, o->op));
		if (finding)
			flow_step(f, finding, o->op, "mapped here");
	}
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct model_row *row = call->row;

	if (is_begin(row))
		flow_evidence_callees(f, "dmabuf-begun", 0);
	else if (row->role == ROLE_SYNC_DEVICE &&
		 row->memory == MEMORY_DMABUF && call->object)
		check_end(f, call);
	else if (row->role == ROLE_ADDRESS && row->from == MEMORY_SG &&
		 row->memory != MEMORY_DMA)
		check_pages(f, call);
}

/* A path fails with the access open that other paths end. */
static void check_open(struct flow *f, const struct flow_object *o)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = &facts->funcs.v[flow_func(f)];
	struct finding *finding;

	if (!is_begin(o->row) ||
	    (facts_type(facts, func->ret)->kind != TYPE_VOID &&
	     !flow_returns_error(f)))
		return;
	finding = flow_report(f, o->op, CONFIDENCE_HIGH,
			      "the access to a dma-buf is not ended on a path "
			      "that fails");
	if (!finding)
		return;
	flow_only_if(f, finding, "dmabuf-ended:%u", o->op);
	flow_step(f, finding, o->op, "begun here by '%s'",
		  flow_call_name(f, o->op));
}

const struct flow_rule rule_dmabuf_cpu_access = {
	.call = check_call,
	.access = check_access,
	.object_end = check_open,
};
