// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "flow/field/field_record.h"
#include "flow/origin/memory_use.h"
#include "flow/path/object.h"
#include "flow/path/spared.h"
#include "flow/summary/summary.h"
#include "flow/summary/translate.h"

/* One call of a function that has a summary. */
struct replay {
	struct flow *f;
	const struct fact_op *op;
	op_id op_id;
	func_id callee;
	const struct summary *summary;
	struct translation t;
	uint32_t n_args;
	value_id *args;
};

static value_id in_caller(struct replay *r, value_id id)
{
	return id ? r->t.memo[id] : 0;
}

static void replay_call(struct replay *r, const struct flow_event *event,
			bool maybe)
{
	struct flow *f = r->f;
	struct flow_call call = {.row = event->row,
				 .op = event->op,
				 .via = r->op_id,
				 .maybe = maybe,
				 .result = in_caller(r, event->result)};

	for (int i = 0; i < ARG_NR; i++)
		call.args[i] = in_caller(r, event->args[i]);
	memcpy(call.exprs, event->exprs, sizeof(call.exprs));
	f->op = event->op;
	objects_find(f, &call);
	/* of what may be on another path than the caller's, its arguments
	 * cannot be held against it */
	if (!maybe) {
		field_record_call(f, &call);
		memory_use_call(f, &call);
		effects_tell_call(f, &call);
		pending_call(f, &call);
	} else {
		pending_forget(f);
	}
	objects_apply(f, &call);
	summary_note_call(f, &call);
	f->op = r->op_id;
}

static void replay_event(struct replay *r, const struct trace_step *step)
{
	const struct flow_event *event = &r->summary->events.v[step->event];

	if (event->row) {
		replay_call(r, event, step->maybe);
		effects_settle(r->f);
	} else if (event->result) {
		objects_drop(r->f, in_caller(r, event->result));
	} else {
		if (event->op)
			objects_forget_all(r->f);
		else
			objects_forget_called(r->f);
		pending_forget(r->f);
		summary_note_unknown(r->f, event->op);
	}
}

static bool is_live(struct replay *r, const struct outcome *o,
		    const struct flow_object *object)
{
	vec_for_each(&o->objects, it)
		if (in_caller(r, it->value) == object->value)
			return true;
	return false;
}

/* What the callee made and does not have any more: because it failed, or
 * because nobody knows on which of two paths it is. */
static void drop_failed(struct replay *r, const struct outcome *o)
{
	struct state *s = r->f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->objects.n; i++) {
		struct flow_object *it = &s->objects.v[i];

		if (it->via == r->op_id &&
		    value_mentions(&r->f->values, it->value, r->t.call) &&
		    !is_live(r, o, it))
			continue;
		s->objects.v[n++] = *it;
	}
	s->objects.n = n;
}

#define OF_CALLEE \
	(~(unsigned int)(OBJECT_RETURNED | OBJECT_FOREIGN | OBJECT_OUT))

/* Whether the caller has it: as the result, or in a variable of its own that
 * the callee was given for it. */
static bool is_handed_back(struct replay *r, const struct outcome *o,
			   const struct flow_object *from)
{
	const struct values *vs = &r->summary->values;

	if (from->flags & OBJECT_RETURNED)
		return true;
	vec_for_each(&o->stores, cell) {
		value_id to = in_caller(r, cell->address);

		if (value_mentions(vs, cell->value, from->value) &&
		    value_get(&r->f->values, to)->kind == VALUE_VARIABLE)
			return true;
	}
	return false;
}

static void take_over(struct replay *r, const struct outcome *o)
{
	vec_for_each(&o->objects, from) {
		vec_for_each(&r->f->state->objects, to) {
			if (to->value != in_caller(r, from->value))
				continue;
			to->flags |= from->flags & OF_CALLEE;
			if (!is_handed_back(r, o, from))
				to->flags |= OBJECT_HIDDEN;
			to->used = to->used ? to->used : from->used;
			memcpy(to->stores, from->stores, sizeof(to->stores));
			memcpy(to->passes, from->passes, sizeof(to->passes));
		}
	}
}

/* Whether an address is that of a variable of the caller's. */
static bool is_local(const struct flow *f, value_id address)
{
	const struct value *v =
		value_get(&f->values, value_root(&f->values, address));

	return v->kind == VALUE_TEMP || (v->kind == VALUE_VARIABLE &&
					 facts_symbol(f->facts, v->ref)->func);
}

/* What the callee stored through a pointer is out of the caller's hands too,
 * unless the pointer led to its own variable. */
static void note_out(struct replay *r, value_id address, value_id value)
{
	struct flow *f = r->f;

	if (is_local(f, address) ||
	    value_get(&f->values, address)->kind == VALUE_FIELD)
		return;
	vec_for_each(&f->state->objects, o)
		if (value_mentions(&f->values, value, o->value))
			o->flags |= OBJECT_OUT;
}

static bool assume_all(struct replay *r, const known_vec *known)
{
	struct flow *f = r->f;

	vec_for_each(known, it) {
		struct state_known k = *it;

		k.value = in_caller(r, k.value);
		if (!state_assume_known(f->state, &f->values, &k))
			return false;
	}
	return true;
}

/* What the callee knows of what the caller has, it has tested. What it made
 * tells by its flags whether it was. */
static void note_tests(struct replay *r, const known_vec *known)
{
	vec_for_each(known, it)
		effects_test(r->f, in_caller(r, it->value));
}

/* The value of the call, with what is known of it. */
static bool bind_result(struct replay *r, const struct outcome *o)
{
	struct flow *f = r->f;
	struct state_known range = o->range;
	value_id result = in_caller(r, o->returned);

	if (!result)
		result = r->t.call;
	range.value = result;
	if (o->class != RETURN_VOID &&
	    !state_assume_known(f->state, &f->values, &range))
		return false;
	if (r->op->dst)
		state_store(f->state, eval_address(f, r->op->dst), result);
	return true;
}

static void replay_store(struct replay *r, const struct state_cell *cell)
{
	value_id address = in_caller(r, cell->address);
	value_id value = in_caller(r, cell->value);

	/* the callee told itself of the fields that it names */
	if (value_get(&r->summary->values, cell->address)->kind != VALUE_FIELD)
		field_record_store(r->f, address, value);
	memory_use_store(r->f, address, value);
	note_out(r, address, value);
	state_store(r->f->state, address, value);
}

/* Go one way through the callee; false when the caller's state says that it
 * is not taken. */
static bool replay_outcome(struct replay *r, size_t i)
{
	const struct outcome *o = &r->summary->outcomes.v[i];
	struct state *s = r->f->state;

	if (!assume_all(r, &o->given))
		return false;
	note_tests(r, &o->given);
	/* what the callee knows of what it leaves, it knows all the way */
	vec_for_each(&r->summary->traces.v[i], step) {
		replay_event(r, step);
		take_over(r, o);
	}
	drop_failed(r, o);
	take_over(r, o);
	vec_for_each(&o->stores, cell)
		replay_store(r, cell);
	if (!assume_all(r, &o->after) || !bind_result(r, o))
		return false;
	effects_settle(r->f);
	/* what the trace has was found, or lost, again */
	if (o->test_lost && o->cut)
		s->flags |= STATE_TEST_LOST;
	if (o->cut) {
		s->flags |= STATE_TRACE_CUT;
		objects_forget_all(r->f);
	}
	return true;
}

static void replay_uses(struct replay *r)
{
	vec_for_each(&r->summary->uses, use)
		if (use->param < r->n_args)
			effects_use(r->f, r->args[use->param], use);
	if (r->summary->lost_uses)
		for (uint32_t i = 0; i < r->n_args; i++)
			effects_lose(r->f, r->args[i]);
}

static void replay_accesses(struct replay *r)
{
	vec_for_each(&r->summary->accesses, it) {
		struct flow_access access = {
			.op = it->op,
			.via = r->op_id,
			.write = it->write,
			.maybe = it->maybe,
			.address = in_caller(r, it->address),
		};

		effects_access(r->f, &access);
	}
}

static bool is_passed_on(const struct summary *s, uint32_t param)
{
	vec_for_each(&s->uses, use)
		if (use->param == param && !use->store)
			return true;
	return s->lost_uses;
}

/* Variables of the caller that the callee can write to, and what it writes
 * there is not in its summary. */
static void clobber(struct replay *r)
{
	for (uint32_t i = 0; i < r->n_args; i++) {
		expr_id arg = r->f->facts->args.v[r->op->arg0 + i];

		effects_clobber(r->f, arg, !is_passed_on(r->summary, i));
	}
}

static void replay_init(struct replay *r, struct flow *f,
			const struct fact_op *op, func_id callee)
{
	*r = (struct replay){.f = f,
			     .op = op,
			     .op_id = f->op,
			     .callee = callee,
			     .summary = &f->summaries->list[callee],
			     .n_args = op->n_args};
	r->args = xcalloc(op->n_args + 1, sizeof(*r->args));
	for (uint32_t i = 0; i < op->n_args; i++)
		r->args[i] = eval(f, f->facts->args.v[op->arg0 + i]);
	translation_init(&r->t, &r->summary->values, &f->values);
	r->t.caller = f;
	r->t.callee = callee;
	r->t.args = r->args;
	r->t.n_args = r->n_args;
	r->t.call = effects_fresh_result(f, f->op);
	/* all before anything is changed */
	for (value_id id = 1; id < r->summary->values.list.n; id++)
		translate(&r->t, id);
}

static void replay_deinit(struct replay *r)
{
	translation_deinit(&r->t);
	free(r->args);
}

bool summary_replay(struct flow *f, const struct fact_op *op)
{
	func_id callee = f->module->callee[f->op];
	struct state *entry = f->state;
	struct replay r;

	if (!callee || !f->summaries->list[callee].known)
		return false;
	replay_init(&r, f, op, callee);
	replay_accesses(&r);
	replay_uses(&r);
	clobber(&r);
	for (size_t i = 0; i < r.summary->outcomes.n; i++) {
		struct state s;

		state_init_copy(&s, entry);
		f->state = &s;
		if (replay_outcome(&r, i)) {
			spared_note(f, callee, r.op_id);
			s.resume = r.op_id + 1;
			vec_push(&f->forks, s);
		} else {
			state_deinit(&s);
		}
	}
	f->state = entry;
	replay_deinit(&r);
	if (f->forks.n == 1) {
		state_deinit(entry);
		*entry = f->forks.v[0];
		entry->resume = 0;
		f->forks.n = 0;
		return true;
	}
	return f->forks.n > 0;
}
