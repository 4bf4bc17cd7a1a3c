// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field_pair.h"

/* What made and what frees may each have been one path of a function that
 * was called; a flag that both look at is not seen then. */
static bool through_calls(const struct flow_call *call)
{
	return call->via || call->object->via;
}

static struct finding *report(struct flow *f, const struct flow_call *call,
			      const struct flow_object *made, const char *what)
{
	struct finding *finding = flow_report(
		f, call->op, CONFIDENCE_HIGH,
		"'%s' frees memory of '%s' with %s",
		flow_call_name(f, call->op), flow_call_name(f, made->op), what);

	if (!finding)
		return NULL;
	flow_step(f, finding, made->op, "allocated here");
	if (through_calls(call))
		flow_unless(f, finding, "free-fits:%u:%u", call->op, call->via);
	return finding;
}

static bool check_size(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (!o->args[ARG_SIZE] || !call->args[ARG_SIZE] ||
	    !value_differs(flow_values(f), o->args[ARG_SIZE],
			   call->args[ARG_SIZE]))
		return true;
	report(f, call, o, "another size");
	return false;
}

static bool check_start(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id from;

	if (!value_is_beside(flow_values(f), call->args[ARG_CPU], &from) ||
	    from != o->value)
		return true;
	report(f, call, o, "an address inside of it");
	return false;
}

/* The other allocation that a wrong argument belongs to, if it does. */
static const struct flow_object *
other_owner(const struct flow *f, const struct flow_call *call, value_id v)
{
	for (size_t i = 0; i < flow_n_objects(f); i++) {
		const struct flow_object *o = flow_object(f, i);

		if (o != call->object && o->row->role == ROLE_ALLOC &&
		    (o->value == v || o->dma == v))
			return o;
	}
	return NULL;
}

static void check_owner(struct flow *f, const struct flow_call *call,
			enum model_arg arg, value_id own, const char *what)
{
	const struct flow_object *other;
	struct finding *finding;

	if (!call->args[arg] || call->args[arg] == own)
		return;
	other = other_owner(f, call, call->args[arg]);
	if (!other)
		return;
	finding = report(f, call, call->object, what);
	if (finding)
		flow_step(f, finding, other->op, "of this allocation");
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (call->row->role != ROLE_FREE)
		return;
	/* dma_free_coherent() looks for NULL, dma_pool_free() does not */
	if (call->row->arg[ARG_POOL] >= 0 && flow_undoes_failed(f, call))
		flow_report(f, call->op, CONFIDENCE_HIGH,
			    "'%s' frees memory that was not allocated",
			    flow_call_name(f, call->op));
	if (!o)
		return;
	if (o->row->n_pairs && !model_pairs(o->row, call->row)) {
		/* a helper that frees two kinds goes by a flag */
		if (call->via)
			return;
		report(f, call, o, "a function of another family");
		return;
	}
	if (flow_device_differs(f, call))
		report(f, call, o, "another device");
	else if (check_size(f, call) && check_start(f, call) &&
		 through_calls(call))
		flow_evidence(f, "free-fits:%u:%u", call->op, call->via);
	check_owner(f, call, ARG_CPU, o->value, "another CPU address");
	check_owner(f, call, ARG_DMA, o->dma, "another DMA address");
}

static void report_field(struct flow_end *end, const struct field *field,
			 const struct field_use *undo,
			 const struct field_pair *pair)
{
	const struct field_use *made = pair->nearest;
	const char *name = end_call_name(end, undo->op);
	struct finding *finding;

	if (pair->arg == ARG_NR)
		finding = end_report(
			end, undo->op,
			pair->certain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
			"'%s' frees '%s', which is memory of '%s', a function "
			"of another family",
			name, field_pair_name(end, field),
			end_call_name(end, made->op));
	else
		finding = end_report(
			end, undo->op,
			pair->certain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
			"'%s' frees '%s' with %s %s, it was allocated with %s",
			name, field_pair_name(end, field),
			field_pair_what(pair->arg),
			end_arg_text(end, pair->arg, undo),
			end_arg_text(end, pair->arg, made));
	if (finding)
		field_pair_steps(end, finding, &pair->makers, "allocated");
}

/* A free whose address is in no field may be judged by the handle. */
static bool is_judged(const struct field_table *t, const struct field_use *use)
{
	struct canon_place place;

	if (use->act != FIELD_UNDONE || use->row->role != ROLE_FREE)
		return false;
	return use->arg == ARG_CPU || !use->args[ARG_CPU] ||
	       !canon_is_leaf(&t->canon, use->args[ARG_CPU], &place);
}

/* The handle of one allocation with the address of another. */
static void check_handle(struct flow_end *end, const struct field *field,
			 const struct field_use *undo)
{
	const struct field_table *t = end_fields(end);
	const struct field *handle = field_of_handle(t, undo);
	struct field_makers cpu, dma = {};
	struct finding *finding;

	field_makers(t, field, &cpu);
	if (handle)
		field_makers(t, handle, &dma);
	if (cpu.list.n && dma.list.n && !cpu.unknown && !dma.unknown &&
	    !field_makers_share(&cpu, &dma)) {
		finding = end_report(
			end, undo->op,
			cpu.list.n == 1 && dma.list.n == 1 ? CONFIDENCE_HIGH :
							     CONFIDENCE_MEDIUM,
			"'%s' frees '%s' with '%s', the DMA address of "
			"another allocation",
			end_call_name(end, undo->op),
			field_pair_name(end, field),
			field_pair_name(end, handle));
		if (finding) {
			field_pair_steps(end, finding, &cpu, "allocated");
			field_pair_steps(end, finding, &dma,
					 "the DMA address comes from the "
					 "allocation");
		}
	}
	field_makers_deinit(&cpu);
	field_makers_deinit(&dma);
}

/* The handle is that of one allocation, the address was moved or aligned. */
static void check_address(struct flow_end *end, const struct field *field,
			  const struct field_use *undo)
{
	const struct field_table *t = end_fields(end);
	const struct field *handle = field_of_handle(t, undo);
	struct field_makers dma = {};
	struct finding *finding;

	if (handle)
		field_makers(t, handle, &dma);
	if (dma.list.n && !dma.unknown &&
	    dma.list.v[0]->row->role == ROLE_ALLOC &&
	    field_holds_computed(t, field, dma.list.v[0]->op)) {
		finding = end_report(end, undo->op, CONFIDENCE_MEDIUM,
				     "'%s' frees '%s', which was computed "
				     "from what '%s' returned",
				     end_call_name(end, undo->op),
				     field_pair_name(end, field),
				     end_call_name(end, dma.list.v[0]->op));
		if (finding)
			field_pair_steps(end, finding, &dma, "allocated");
	}
	field_makers_deinit(&dma);
}

static void check_inside(struct flow_end *end, const struct field_use *undo)
{
	const struct field_use *made =
		field_is_inside(end_fields(end), undo->args[ARG_CPU]);
	struct finding *finding =
		made ? end_report(end, undo->op, CONFIDENCE_HIGH,
				  "'%s' frees an address inside of what '%s' "
				  "returned",
				  end_call_name(end, undo->op),
				  end_call_name(end, made->op)) :
		       NULL;

	if (finding)
		end_step(end, finding, made->op, "allocated here");
}

/* Between functions: memory that a field holds. */
static void check_fields(struct flow_end *end)
{
	vec_for_each(&end_fields(end)->list, field) {
		vec_for_each(&field->uses, use) {
			struct field_pair pair;

			if (!is_judged(end_fields(end), use))
				continue;
			if (field_pair_check(end, field, use, &pair))
				report_field(end, field, use, &pair);
			field_pair_deinit(&pair);
			check_inside(end, use);
			if (use->arg != ARG_CPU)
				continue;
			check_handle(end, field, use);
			check_address(end, field, use);
		}
	}
}

const struct flow_rule rule_dma_coherent_free_mismatch = {
	.call = check_call,
	.module_end = check_fields,
};
