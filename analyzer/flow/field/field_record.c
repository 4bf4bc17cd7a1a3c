// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field_record.h"

static struct field_table *table(struct flow *f)
{
	return &f->ret->fields;
}

static void canon_args(struct flow *f, const value_id *from, value_id *to)
{
	for (int i = 0; i < ARG_NR; i++)
		to[i] = canon_value(&f->canon, from[i]);
}

/* Of a call that acts on what is there: a parameter or an answer of another
 * call is no number to compare with. */
static void forget_local(struct flow *f, value_id *args)
{
	const struct values *canon = &table(f)->canon;

	for (int i = 0; i < ARG_NR; i++)
		if (args[i] && canon_is_local(canon, args[i]))
			args[i] = 0;
}

static struct field_use use_of_call(struct flow *f,
				    const struct flow_call *call)
{
	struct field_use use = {
		.row = call->row,
		.op = call->op,
		.via = call->via,
		.func = module_func_of_op(f->module, call->op),
		.result = canon_value(&f->canon, call->result),
	};

	canon_args(f, call->args, use.args);
	return use;
}

static bool names_scatterlist(const struct model_row *row)
{
	return model_is_list(row);
}

/* Whether a loaded value is that of before a store to its place. */
static bool is_outdated(struct flow *f, value_id loaded)
{
	const struct value *v = value_get(&f->values, loaded);

	return v->kind == VALUE_INITIAL && state_load(f->state, v->a) &&
	       state_load(f->state, v->a) != loaded;
}

/* The field that an argument was loaded from; a scatterlist may be the field
 * itself. */
static bool field_of_arg(struct flow *f, const struct flow_call *call, int arg,
			 struct canon_place *ret)
{
	value_id v = call->args[arg];

	if (canon_loaded(f->facts, &f->values, v, ret))
		return !is_outdated(f, v);
	return arg == ARG_CPU && names_scatterlist(call->row) &&
	       canon_field(f->facts, &f->values, v, ret);
}

static void record_arg(struct flow *f, const struct flow_call *call,
		       const struct field_use *use, enum model_arg arg)
{
	const struct flow_object *o = call->object;
	struct field_use u = *use;
	struct canon_place place;
	value_id v = call->args[arg];

	if (!v)
		return;
	u.arg = arg;
	if (field_of_arg(f, call, arg, &place)) {
		field_add(table(f), &place, &u);
		return;
	}
	if (!o || (v != o->value && v != o->dma))
		return;
	for (int i = 0; i < OBJECT_STORES && o->stores[i]; i++) {
		value_id address = eval_address(f, o->stores[i]);

		/* it may hold something that was computed of the object */
		if (state_load(f->state, address) == v &&
		    canon_field(f->facts, &f->values, address, &place))
			field_add(table(f), &place, &u);
	}
}

static void record_act(struct flow *f, const struct flow_call *call,
		       enum field_act act)
{
	struct field_use use = use_of_call(f, call);

	use.act = act;
	forget_local(f, use.args);
	record_arg(f, call, &use, ARG_DMA);
	record_arg(f, call, &use, ARG_CPU);
	if (act == FIELD_UNDONE)
		record_arg(f, call, &use, ARG_COUNT);
}

static void record_made(struct flow *f, const struct flow_call *call)
{
	struct field_use use = use_of_call(f, call);
	value_id out = call->args[ARG_DMA_OUT];
	struct canon_place place;

	use.act = FIELD_MADE;
	if (out && canon_field(f->facts, &f->values, out, &place)) {
		use.arg = ARG_DMA;
		use.stored = call->op;
		field_add(table(f), &place, &use);
	}
	if (!names_scatterlist(call->row) || call->row->role != ROLE_MAP ||
	    !call->args[ARG_CPU] || !field_of_arg(f, call, ARG_CPU, &place))
		return;
	use.arg = ARG_CPU;
	use.stored = 0;
	field_add(table(f), &place, &use);
}

void field_record_call(struct flow *f, const struct flow_call *call)
{
	switch (call->row->role) {
	case ROLE_MAP:
	case ROLE_ALLOC:
		record_made(f, call);
		break;
	case ROLE_UNMAP:
	case ROLE_FREE:
		record_act(f, call, FIELD_UNDONE);
		break;
	case ROLE_SYNC_CPU:
		record_act(f, call, FIELD_SYNC_CPU);
		break;
	case ROLE_SYNC_DEVICE:
		record_act(f, call, FIELD_SYNC_DEVICE);
		break;
	case ROLE_ERROR_TEST:
		record_act(f, call, FIELD_TESTED);
		break;
	default:
		break;
	}
}

/* The object that a stored value is, if it was made by the driver. */
static const struct flow_object *made_object(const struct flow *f, value_id v)
{
	vec_for_each(&f->state->objects, o)
		if ((o->value == v || (o->dma && o->dma == v)) &&
		    !(o->flags & OBJECT_FOREIGN) &&
		    (o->row->role == ROLE_MAP || o->row->role == ROLE_ALLOC))
			return o;
	return NULL;
}

static enum model_arg part_stored(const struct flow_object *o, value_id v)
{
	if (o->row->role == ROLE_ALLOC)
		return v == o->dma ? ARG_DMA : ARG_CPU;
	return o->row->returns == RETURNS_COUNT ? ARG_COUNT : ARG_DMA;
}

/* A count that the path compared with the one that was given is that one. */
static bool is_given_count(struct flow *f, const struct flow_object *o,
			   enum model_arg part)
{
	value_id given = o->args[ARG_COUNT];

	return part == ARG_COUNT && given &&
	       flow_known_equal(f, o->result, given);
}

static void record_made_store(struct flow *f, const struct flow_object *o,
			      const struct canon_place *place, value_id value)
{
	struct field_use use = {
		.act = FIELD_MADE,
		.arg = part_stored(o, value),
		.row = o->row,
		.op = o->op,
		.stored = f->op,
		.via = o->via,
		.func = module_func_of_op(f->module, o->op),
		.result = canon_value(&f->canon, o->result),
	};

	canon_args(f, o->args, use.args);
	field_add(table(f), place, &use);
}

static void record_plain_store(struct flow *f, const struct canon_place *place,
			       value_id value)
{
	struct field_use use = {
		.act = FIELD_STORED,
		.arg = ARG_CPU,
		.op = f->op,
		.stored = f->op,
		.func = f->func_id,
	};

	use.args[ARG_CPU] = canon_value(&f->canon, value);
	field_add(table(f), place, &use);
}

void field_record_store(struct flow *f, value_id address, value_id value)
{
	const struct flow_object *o = made_object(f, value);
	struct canon_place place;

	if (!value || !canon_field(f->facts, &f->values, address, &place))
		return;
	if (!o)
		record_plain_store(f, &place, value);
	else if (is_given_count(f, o, part_stored(o, value)))
		record_plain_store(f, &place, o->args[ARG_COUNT]);
	else
		record_made_store(f, o, &place, value);
}

/* What a condition compares with 0, or 0 when it is nothing like that. */
static value_id compared(const struct values *vs, value_id cond)
{
	const struct value *v = value_get(vs, cond);
	int64_t num;

	while (v->kind == VALUE_UNARY && v->oper == OPER_LNOT) {
		cond = v->a;
		v = value_get(vs, cond);
	}
	if (v->kind == VALUE_BINARY &&
	    (v->oper == OPER_EQ || v->oper == OPER_NE) &&
	    value_is_const(vs, v->b, &num) && !num)
		cond = v->a;
	return cond;
}

void field_record_test(struct flow *f, value_id cond)
{
	value_id v = compared(&f->values, cond);
	struct field_use use = {
		.act = FIELD_TESTED,
		.arg = ARG_DMA,
		.op = f->op,
		.func = f->func_id,
	};
	struct canon_place place;

	if (f->op && module_func_of_op(f->module, f->op) == f->func_id &&
	    canon_loaded(f->facts, &f->values, v, &place))
		field_add(table(f), &place, &use);
}
