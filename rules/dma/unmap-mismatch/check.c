// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field_pair.h"

/* What made and what undoes may each have been one path of a function that
 * was called; a flag that both look at is not seen then. */
static bool through_calls(const struct flow_call *call)
{
	return call->via || call->object->via;
}

static void unless_fits(struct flow *f, const struct flow_call *call,
			struct finding *finding)
{
	if (through_calls(call))
		flow_unless(f, finding, "unmap-fits:%u:%u", call->op,
			    call->via);
}

static void report(struct flow *f, const struct flow_call *call,
		   enum finding_confidence confidence, const char *what,
		   const char *was, const char *is)
{
	const struct flow_object *o = call->object;
	const char *name = flow_call_name(f, call->op);
	struct finding *finding;

	if (was && is)
		finding = flow_report(f, call->op, confidence,
				      "'%s' undoes a mapping with %s %s, it "
				      "was made with %s",
				      name, what, is, was);
	else
		finding = flow_report(f, call->op, confidence,
				      "'%s' undoes a mapping with another %s "
				      "than it was made with",
				      name, what);
	if (!finding)
		return;
	flow_step(f, finding, o->op, "mapped here by '%s'",
		  flow_call_name(f, o->op));
	unless_fits(f, call, finding);
}

/* What was written for an argument; NULL when it says nothing to people. */
static const char *arg_text(struct flow *f, const struct model_row *row,
			    op_id op, enum model_arg arg)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *o = &facts->ops.v[op];
	int pos = row->arg[arg];
	expr_id expr;

	if (pos < 0 || (uint32_t)pos >= o->n_args)
		return NULL;
	expr = facts->args.v[o->arg0 + pos];
	if (facts_expr(facts, expr)->kind == EXPR_TEMP)
		return NULL;
	return flow_text(f, expr);
}

static bool check_arg(struct flow *f, const struct flow_call *call,
		      enum model_arg arg, const char *what)
{
	const struct flow_object *o = call->object;

	if (arg == ARG_DEV ? !flow_device_differs(f, call) :
			     !value_differs(flow_values(f), o->args[arg],
					    call->args[arg]))
		return true;
	report(f, call, CONFIDENCE_HIGH, what, arg_text(f, o->row, o->op, arg),
	       arg_text(f, call->row, call->op, arg));
	return false;
}

/* One number for a mapping whose size is computed: nothing says that the two
 * are equal. */
static bool check_constant(struct flow *f, const struct flow_call *call)
{
	const struct values *vs = flow_values(f);
	const struct flow_object *o = call->object;
	value_id made = o->args[ARG_SIZE], given = call->args[ARG_SIZE];

	if (!made || !given || through_calls(call) ||
	    value_is_const(vs, made, NULL) ||
	    !value_is_const(vs, given, NULL) ||
	    flow_known_equal(f, made, given))
		return true;
	report(f, call, CONFIDENCE_MEDIUM, "size",
	       arg_text(f, o->row, o->op, ARG_SIZE),
	       arg_text(f, call->row, call->op, ARG_SIZE));
	return false;
}

/* A scatterlist is unmapped with the entries it was mapped with, not with
 * the number that mapping returned, which may be less. */
static bool check_nents(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id given = call->args[ARG_COUNT];
	struct finding *finding;

	if (o->row->returns != RETURNS_COUNT || !given || !o->args[ARG_COUNT] ||
	    given != o->result ||
	    flow_known_equal(f, o->result, o->args[ARG_COUNT]))
		return true;
	finding = flow_report(f, call->op, CONFIDENCE_HIGH,
			      "'%s' gets the number of entries that '%s' "
			      "returned instead of the one it was given",
			      flow_call_name(f, call->op),
			      flow_call_name(f, o->op));
	if (finding) {
		flow_step(f, finding, o->op, "mapped here");
		unless_fits(f, call, finding);
	}
	return false;
}

static void report_failed(struct flow *f, const struct flow_call *call)
{
	const struct value *dma =
		value_get(flow_values(f), call->args[ARG_DMA]);
	struct finding *finding =
		flow_report(f, call->op, CONFIDENCE_MEDIUM,
			    "'%s' undoes a mapping that failed",
			    flow_call_name(f, call->op));

	if (finding && dma->kind == VALUE_RESULT)
		flow_step(f, finding, dma->ref, "mapped here");
	if (finding && call->via)
		flow_step(f, finding, call->via, "undone through this call");
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;

	if (call->row->role != ROLE_UNMAP)
		return;
	if (flow_undoes_failed(f, call))
		report_failed(f, call);
	if (!o)
		return;
	/* a helper that undoes two kinds goes by a flag */
	if (!model_pairs(o->row, call->row) && call->via)
		return;
	if (!model_pairs(o->row, call->row))
		report(f, call, CONFIDENCE_HIGH, "function",
		       flow_call_name(f, o->op), flow_call_name(f, call->op));
	else if (check_arg(f, call, ARG_DEV, "device") &&
		 check_arg(f, call, ARG_SIZE, "size") &&
		 check_constant(f, call) &&
		 check_arg(f, call, ARG_DIR, "direction") &&
		 check_nents(f, call) && through_calls(call))
		flow_evidence(f, "unmap-fits:%u:%u", call->op, call->via);
}

/* Between functions: an unmap that fits no mapping its field can hold. */
static void check_field_use(struct flow_end *end, const struct field *field,
			    const struct field_use *undo)
{
	const struct field_use *made;
	struct finding *finding;
	struct field_pair pair;

	/* a helper that undoes two kinds goes by a flag */
	if (!field_pair_check(end, field, undo, &pair) ||
	    (pair.arg == ARG_NR && undo->via))
		goto out;
	made = pair.nearest;
	finding = end_report(
		end, undo->op,
		pair.certain ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM,
		"'%s' undoes the mapping in '%s' with %s %s, it was made "
		"with %s",
		end_call_name(end, undo->op), field_pair_name(end, field),
		field_pair_what(pair.arg),
		pair.arg == ARG_NR ? end_call_name(end, undo->op) :
				     end_arg_text(end, pair.arg, undo),
		pair.arg == ARG_NR ? end_call_name(end, made->op) :
				     end_arg_text(end, pair.arg, made));
	if (finding)
		field_pair_steps(end, finding, &pair.makers, "mapped");
out:
	field_pair_deinit(&pair);
}

/* Whether a count was given as one: then the number mapped is one, too. */
static bool maps_one(const struct flow_end *end, const struct field_use *made)
{
	int64_t num;

	return value_is_const(&end_fields(end)->canon, made->args[ARG_COUNT],
			      &num) &&
	       num == 1;
}

/* An unmap that takes its count from a field that holds, or then holds,
 * nothing but what mapping returned. */
static void check_field_count(struct flow_end *end, const struct field *field,
			      const struct field_use *undo)
{
	struct field_makers makers;
	struct finding *finding = NULL;
	bool counted = true;

	field_makers(end_fields(end), field, &makers);
	vec_for_each(&makers.list, it)
		counted &= (*it)->arg == ARG_COUNT && !maps_one(end, *it);
	if (makers.list.n && counted &&
	    (!makers.unknown ||
	     field_is_given_back(end_fields(end), field, &makers)) &&
	    !field_pair_is_shared(end_fields(end), undo, &makers))
		finding = end_report(
			end, undo->op,
			undo->args[ARG_CPU] && !makers.unknown ?
				CONFIDENCE_HIGH :
				CONFIDENCE_MEDIUM,
			"'%s' gets '%s', the number of entries that '%s' "
			"returned, instead of the one it was given",
			end_call_name(end, undo->op),
			field_pair_name(end, field),
			end_call_name(end, makers.list.v[0]->op));
	if (finding)
		field_pair_steps(end, finding, &makers, "mapped");
	field_makers_deinit(&makers);
}

static void check_fields(struct flow_end *end)
{
	vec_for_each(&end_fields(end)->list, field) {
		vec_for_each(&field->uses, use) {
			if (use->act != FIELD_UNDONE ||
			    use->row->role != ROLE_UNMAP)
				continue;
			if (use->arg == ARG_COUNT)
				check_field_count(end, field, use);
			else
				check_field_use(end, field, use);
		}
	}
}

const struct flow_rule rule_dma_unmap_mismatch = {
	.call = check_call,
	.module_end = check_fields,
};
