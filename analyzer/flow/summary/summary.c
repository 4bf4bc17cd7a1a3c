// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "flow/path/object.h"
#include "flow/summary/summary.h"
#include "flow/summary/translate.h"

/* Stores of one outcome to memory of others. */
#define MAX_STORES 24

bool summary_hands_over(enum model_role role)
{
	switch (role) {
	case ROLE_MAP:
	case ROLE_UNMAP:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
	case ROLE_ALLOC:
	case ROLE_FREE:
		return true;
	default:
		return false;
	}
}

bool summary_traces(enum model_role role)
{
	switch (role) {
	case ROLE_ERROR_TEST:
	case ROLE_ATTR_SET:
	case ROLE_ATTR_RESTORE:
	case ROLE_MEM_FREE:
	case ROLE_IOMAP:
	case ROLE_REMAP:
	case ROLE_MMAP_USER:
	case ROLE_DMA_BUFFER:
		return true;
	default:
		return summary_hands_over(role);
	}
}

static bool entry_leaf(const struct flow *f, const struct value *v)
{
	const struct fact_symbol *s;

	switch (v->kind) {
	case VALUE_CONST:
	case VALUE_STRING:
	case VALUE_FUNCTION:
		return true;
	case VALUE_VARIABLE:
		s = facts_symbol(f->facts, v->ref);
		return !s->func || s->storage == SYMBOL_PARAM;
	default:
		return false;
	}
}

bool summary_at_entry(const struct flow *f, value_id id)
{
	const struct value *v = value_get(&f->values, id);

	switch (v->kind) {
	case VALUE_FIELD:
	case VALUE_INDEX:
	case VALUE_CONTAINER:
	case VALUE_INITIAL:
	case VALUE_CONVERT:
	case VALUE_CALL:
	case VALUE_LIST:
	case VALUE_ERROR:
	case VALUE_UNARY:
	case VALUE_BINARY:
		return (!v->a || summary_at_entry(f, v->a)) &&
		       (!v->b || summary_at_entry(f, v->b));
	default:
		return entry_leaf(f, v);
	}
}

static void add_event(struct flow *f, const struct flow_event *event,
		      bool maybe)
{
	uint32_t trace = trace_add(&f->traces, f->state->trace, event, maybe);

	if (trace)
		f->state->trace = trace;
	else
		f->state->flags |= STATE_TRACE_CUT;
}

static bool in_trace(const struct flow *f, op_id op)
{
	for (uint32_t t = f->state->trace; t; t = f->traces.nodes.v[t].prev)
		if (f->traces.events.v[f->traces.nodes.v[t].event].op == op)
			return true;
	return false;
}

/* In a loop the first turn speaks for all: the elements of the others have
 * no names that a caller could know. */
static bool is_repeated(const struct flow *f, const struct flow_call *call)
{
	return objects_turn(f) && in_trace(f, call->op);
}

static bool is_of_object(const struct flow *f, value_id value)
{
	vec_for_each(&f->state->objects, o) {
		if (value_mentions(&f->values, o->value, value))
			return true;
		for (int i = 0; i < ARG_NR; i++)
			if (o->args[i] &&
			    value_mentions(&f->values, o->args[i], value))
				return true;
	}
	return false;
}

/* Memory that the function got and gave back itself, and nobody handed to a
 * device: a caller never knew of it. */
static bool is_own_memory(const struct flow *f, const struct flow_call *call)
{
	value_id memory = call->args[ARG_CPU];
	value_id root = memory ? value_root(&f->values, memory) : 0;

	return call->row->role == ROLE_MEM_FREE && root &&
	       value_get(&f->values, root)->kind == VALUE_RESULT &&
	       !is_of_object(f, root);
}

void summary_note_call(struct flow *f, const struct flow_call *call)
{
	struct flow_event event;

	if (summary_hands_over(call->row->role))
		f->state->flags |= STATE_HANDED_OVER;
	if (!f->own || !summary_traces(call->row->role) ||
	    is_repeated(f, call) || is_own_memory(f, call))
		return;
	memset(&event, 0, sizeof(event)); /* compared as bytes */
	event.row = call->row;
	event.op = call->op;
	event.result = call->result;
	memcpy(event.args, call->args, sizeof(event.args));
	memcpy(event.exprs, call->exprs, sizeof(event.exprs));
	add_event(f, &event, call->maybe);
}

void summary_note_failed(struct flow *f, const struct flow_object *o)
{
	struct flow_event event;

	if (!f->own)
		return;
	memset(&event, 0, sizeof(event));
	event.result = o->value;
	add_event(f, &event, false);
}

void summary_note_unknown(struct flow *f, op_id away)
{
	struct flow_event event;
	const struct flow_event *last;

	f->state->flags |= STATE_HANDED_OVER;
	if (!f->own)
		return;
	last = &f->traces.events.v[f->traces.nodes.v[f->state->trace].event];
	if (f->state->trace && !last->row && !last->result &&
	    (last->op || !away))
		return;
	memset(&event, 0, sizeof(event));
	event.op = away;
	add_event(f, &event, false);
}

void summary_note_access(struct flow *f, const struct flow_access *access)
{
	value_id root = value_root(&f->values, access->address);
	access_vec *all;

	if (!f->own || (f->state->flags & STATE_HANDED_OVER))
		return;
	if (value_get(&f->values, root)->kind != VALUE_INITIAL ||
	    !summary_at_entry(f, access->address))
		return;
	all = &f->own->accesses;
	vec_for_each(all, a)
		if (a->root == root && a->write == access->write)
			return;
	if (all->n < MAX_ACCESSES)
		vec_push(all, ((struct summary_access){
				      .root = root,
				      .address = access->address,
				      .op = access->op,
				      .write = access->write,
				      .maybe = access->maybe,
			      }));
}

/* The parameter that a value is, or is made of without a look at memory;
 * -1 when there is none. */
static int param_of(const struct flow *f, value_id id)
{
	const struct value *v = value_get(&f->values, id);
	uint32_t i;
	int ret;

	switch (v->kind) {
	case VALUE_INITIAL:
		v = value_get(&f->values, v->a);
		i = v->ref - f->func->param0;
		if (v->kind == VALUE_VARIABLE && v->ref >= f->func->param0 &&
		    i < f->func->n_params)
			return i;
		return -1;
	case VALUE_FIELD:
	case VALUE_INDEX:
	case VALUE_CONTAINER:
	case VALUE_CONVERT:
	case VALUE_UNARY:
		return param_of(f, v->a);
	case VALUE_BINARY:
		ret = param_of(f, v->a);
		return ret >= 0 ? ret : param_of(f, v->b);
	default:
		return -1;
	}
}

static void note_use(struct flow *f, value_id value, struct summary_use use)
{
	int param = f->own && value ? param_of(f, value) : -1;

	if (param < 0)
		return;
	use.param = param;
	use.op = f->op;
	vec_for_each(&f->own->uses, it)
		if (it->param == use.param && it->store == use.store &&
		    it->pass == use.pass)
			return;
	if (f->own->uses.n < MAX_USES)
		vec_push(&f->own->uses, use);
	else
		f->own->lost_uses = true;
}

void summary_note_pass(struct flow *f, value_id value, str_id function)
{
	note_use(f, value, (struct summary_use){.pass = function});
}

void summary_note_store(struct flow *f, value_id value, expr_id place, bool out)
{
	note_use(f, value, (struct summary_use){.store = place, .out = out});
}

/* Whether others can see what is stored at an address, and may care. */
bool summary_keeps(const struct flow *f, value_id address)
{
	const struct values *vs = &f->values;
	const struct value *v = value_get(vs, address), *root;

	if (!f->own)
		return false;
	root = value_get(vs, value_root(vs, address));
	if (root->kind == VALUE_TEMP ||
	    (root->kind == VALUE_VARIABLE &&
	     facts_symbol(f->facts, root->ref)->func))
		return false;
	while (v->kind == VALUE_INDEX)
		v = value_get(vs, v->a);
	return v->kind != VALUE_FIELD ||
	       interest_field(&f->summaries->interest, v->ref);
}

static void collect_stores(struct flow *f, struct outcome *o)
{
	vec_for_each(&f->state->cells, cell) {
		if (!summary_keeps(f, cell->address))
			continue;
		if (o->stores.n < MAX_STORES)
			vec_push(&o->stores, *cell);
		else
			o->cut = true;
	}
}

static bool about_objects(const struct flow *f, const struct outcome *o,
			  value_id id)
{
	vec_for_each(&o->objects, it)
		if (value_mentions(&f->values, id, it->value) ||
		    value_mentions(&f->values, id, it->result))
			return true;
	return false;
}

/* Whether it says that a mapping failed whose address the function leaves in
 * memory: somebody may undo it. */
static bool about_failed(const struct flow *f, const struct outcome *o,
			 const struct state_known *k)
{
	const struct value *v = value_get(&f->values, k->value);

	if (v->kind != VALUE_ERROR || !k->nonzero)
		return false;
	vec_for_each(&o->stores, cell)
		if (cell->value == v->a)
			return true;
	return false;
}

static void collect_known(struct flow *f, struct outcome *o)
{
	vec_for_each(&f->state->given, k)
		known_add(&o->given, k);
	vec_for_each(&f->state->known, k) {
		if (summary_at_entry(f, k->value))
			known_add(&o->given, k);
		else if (about_objects(f, o, k->value) || about_failed(f, o, k))
			known_add(&o->after, k);
	}
}

static enum return_class class_of(const struct state_known *range)
{
	if (range->lo == 0 && range->hi == 0)
		return RETURN_ZERO;
	if (range->hi < 0)
		return RETURN_NEGATIVE;
	if (range->lo > 0)
		return RETURN_POSITIVE;
	return range->nonzero ? RETURN_NONZERO : RETURN_ANY;
}

static void collect_returned(struct flow *f, struct outcome *o)
{
	const struct state_known *k;
	int64_t num;

	o->range = (struct state_known){0, 0, INT64_MIN, INT64_MAX};
	o->returned = f->returned;
	if (!o->returned)
		return;
	k = state_known(f->state, o->returned);
	if (value_is_const(&f->values, o->returned, &num))
		o->range = (struct state_known){0, num != 0, num, num};
	else if (k)
		o->range = (struct state_known){0, k->nonzero, k->lo, k->hi};
	o->class = class_of(&o->range);
	if (!value_is_const(&f->values, o->returned, NULL) &&
	    o->class != RETURN_ZERO &&
	    (summary_at_entry(f, o->returned) ||
	     about_objects(f, o, o->returned)))
		o->class = RETURN_VALUE;
}

void summary_return(struct flow *f)
{
	struct outcome o = {.trace = f->state->trace};

	if (!f->own)
		return;
	o.cut = f->state->flags & STATE_TRACE_CUT;
	o.test_lost = f->state->flags & STATE_TEST_LOST;
	vec_for_each(&f->state->objects, it)
		vec_push(&o.objects, *it);
	collect_stores(f, &o);
	collect_known(f, &o);
	collect_returned(f, &o);
	if (outcome_add(&f->own->outcomes, &f->traces, &f->values, &o))
		f->out_of_outcomes = true;
}

static void translate_known(struct translation *t, known_vec *known)
{
	known_vec old = *known;

	*known = (known_vec){};
	vec_for_each(&old, k) {
		k->value = translate(t, k->value);
		known_add(known, k);
	}
	vec_deinit(&old);
}

static void translate_outcome(struct translation *t, struct outcome *o)
{
	vec_for_each(&o->stores, cell) {
		cell->address = translate(t, cell->address);
		cell->value = translate(t, cell->value);
	}
	translate_known(t, &o->given);
	translate_known(t, &o->after);
	vec_for_each(&o->objects, it) {
		it->value = translate(t, it->value);
		it->dma = translate(t, it->dma);
		it->result = translate(t, it->result);
		memset(it->args, 0, sizeof(it->args));
	}
	o->returned = translate(t, o->returned);
}

/* The events that @trace needs, each once. */
static void keep_trace(struct flow *f, struct translation *t, uint32_t trace,
		       uint32_t *kept)
{
	struct summary *s = f->own;
	trace_vec *steps = vec_add(&s->traces);

	trace_steps(&f->traces, trace, steps);
	vec_for_each(steps, step) {
		struct flow_event event = f->traces.events.v[step->event];
		uint32_t *id = &kept[step->event];

		if (!*id) {
			for (int i = 0; i < ARG_NR; i++)
				event.args[i] = translate(t, event.args[i]);
			event.result = translate(t, event.result);
			vec_push(&s->events, event);
			*id = s->events.n;
		}
		step->event = *id - 1;
	}
}

/* Whether every path from the entry to a return goes through @block. */
static bool on_every_path(const struct flow *f, block_id block)
{
	const struct fact_func *fn = f->func;
	autofree bool *seen = xcalloc(fn->n_blocks, sizeof(*seen));
	VEC(block_id) todo = {};
	bool ret = true;

	vec_push(&todo, fn->block0);
	while (todo.n && ret) {
		block_id at = todo.v[--todo.n];
		const struct fact_block *b = &f->facts->blocks.v[at];

		if (!at || at == block || seen[at - fn->block0])
			continue;
		seen[at - fn->block0] = true;
		ret = b->term != TERM_RETURN;
		vec_push(&todo, b->target[0]);
		vec_push(&todo, b->target[1]);
		for (uint32_t i = 0; i < b->n_cases; i++)
			vec_push(&todo, f->facts->cases.v[b->case0 + i].target);
	}
	vec_deinit(&todo);
	return ret;
}

block_id summary_block_of(const struct flow *f, op_id op)
{
	for (block_id b = f->func->block0;
	     b < f->func->block0 + f->func->n_blocks; b++) {
		const struct fact_block *it = &f->facts->blocks.v[b];

		if (op >= it->op0 && op < it->op0 + it->n_ops)
			return b;
	}
	return 0;
}

static struct shape_look look_of(const struct flow *f, const struct value *v)
{
	const struct fact_symbol *s;

	if (v->kind == VALUE_FIELD)
		return (struct shape_look){'f', v->ref, false};
	if (v->kind == VALUE_CALL)
		return (struct shape_look){'c', v->ref, false};
	if (v->kind != VALUE_VARIABLE)
		return (struct shape_look){};
	s = facts_symbol(f->facts, v->ref);
	if (!s->func)
		return (struct shape_look){'v', v->ref, false};
	if (s->storage == SYMBOL_PARAM)
		return (struct shape_look){'p', s->index, false};
	return (struct shape_look){};
}

static void add_look(struct summary *s, struct shape_look look)
{
	vec_for_each(&s->looks, it) {
		if (it->kind == look.kind && it->id == look.id) {
			it->tested |= look.tested;
			return;
		}
	}
	vec_push(&s->looks, look);
}

/* Mark @id and what it is made of. */
static void mark_tested(const struct values *vs, bool *tested, value_id id)
{
	const struct value *v = value_get(vs, id);

	if (!id || tested[id])
		return;
	tested[id] = true;
	mark_tested(vs, tested, v->a);
	mark_tested(vs, tested, v->b);
}

static void find_looks(struct flow *f, struct summary *s)
{
	autofree bool *tested = xcalloc(s->values.list.n, sizeof(*tested));

	vec_for_each(&s->outcomes, o)
		vec_for_each(&o->given, k)
			mark_tested(&s->values, tested, k->value);
	for (value_id id = 1; id < s->values.list.n; id++) {
		struct shape_look look = look_of(f, value_get(&s->values, id));

		look.tested = tested[id];
		if (look.kind)
			add_look(s, look);
	}
}

const shape_look_vec *summary_looks(const void *ctx, op_id op)
{
	const struct flow *f = ctx;
	const struct summary *s = &f->summaries->list[f->module->callee[op]];

	return s->known && !f->rows[op] ? &s->looks : NULL;
}

void summary_finish(struct flow *f)
{
	struct summary *s = f->own;
	autofree uint32_t *kept = NULL;
	struct translation t;

	if (!s)
		return;
	kept = xcalloc(f->traces.events.n, sizeof(*kept));
	values_init(&s->values);
	translation_init(&t, &f->values, &s->values);
	vec_for_each(&s->outcomes, o) {
		keep_trace(f, &t, o->trace, kept);
		translate_outcome(&t, o);
	}
	vec_for_each(&s->accesses, a) {
		block_id block = summary_block_of(f, a->op);

		/* of a call within, this function's own call counts */
		a->maybe |= !block || !on_every_path(f, block);
		a->root = translate(&t, a->root);
		a->address = translate(&t, a->address);
	}
	translation_deinit(&t);
	find_looks(f, s);
	s->known = s->outcomes.n > 0;
}

struct reach {
	const struct module *m;
	bool *starts; /* functions from which a rule can start */
	bool *helps; /* that test or free what they are given */
	bool changed;
};

/* What a rule can start from, in the function itself or in its callers. */
static bool starts_trace(enum model_role role)
{
	return role != ROLE_ERROR_TEST && role != ROLE_MEM_FREE &&
	       summary_traces(role);
}

/* ... in the function itself alone. */
static bool starts_here(const struct model_row *row)
{
	return row->role == ROLE_PGPROT || row->role == ROLE_PAGE_TABLE ||
	       row->role == ROLE_RESERVE || row->role == ROLE_DECLARE ||
	       (row->role == ROLE_ADDRESS && !(row->flags & MODEL_CONTEXT));
}

/* What a function does, it does for its callers. */
static void reach_up(struct reach *r, const struct model_row **rows, func_id id)
{
	const struct fact_func *func = &r->m->facts->funcs.v[id];
	bool starts = r->starts[id], helps = r->helps[id];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&r->m->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++) {
			func_id callee = r->m->callee[op];
			enum model_role role = rows[op] ? rows[op]->role :
							  ROLE_NONE;

			starts |= starts_trace(role) || r->starts[callee];
			helps |= summary_traces(role) || r->helps[callee];
		}
	}
	r->changed |= starts != r->starts[id] || helps != r->helps[id];
	r->starts[id] = starts;
	r->helps[id] = helps;
}

static void reach_down(struct reach *r, bool *walk, func_id id)
{
	const struct fact_func *func = &r->m->facts->funcs.v[id];

	if (!walk[id])
		return;
	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&r->m->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++) {
			func_id callee = r->m->callee[op];

			if (callee && r->helps[callee] && !walk[callee])
				walk[callee] = r->changed = true;
		}
	}
}

static bool has_start(const struct module *m, const struct model_row **rows,
		      func_id id)
{
	const struct fact_func *func = &m->facts->funcs.v[id];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&m->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (rows[op] && starts_here(rows[op]))
				return true;
	}
	return false;
}

/* Functions that modelled calls are reached from, and those that act for
 * one of them. */
static void find_walked(struct summaries *ss, const struct module *m,
			const struct model_row **rows)
{
	size_t n = m->facts->funcs.n;
	autofree bool *starts = xcalloc(n, sizeof(bool));
	autofree bool *helps = xcalloc(n, sizeof(bool));
	struct reach r = {m, starts, helps, true};

	while (r.changed) {
		r.changed = false;
		vec_for_each(&m->order, id)
			reach_up(&r, rows, *id);
	}
	for (size_t i = 1; i < n; i++)
		ss->walk[i] = starts[i] || has_start(m, rows, i);
	r.changed = true;
	while (r.changed) {
		r.changed = false;
		for (size_t i = m->order.n; i-- > 0;)
			reach_down(&r, ss->walk, m->order.v[i]);
	}
}

void summaries_init(struct summaries *ss, const struct module *m,
		    const struct model_row **rows)
{
	ss->list = xcalloc(m->facts->funcs.n, sizeof(*ss->list));
	ss->walk = xcalloc(m->facts->funcs.n, sizeof(*ss->walk));
	interest_init(&ss->interest, m, rows);
	find_walked(ss, m, rows);
}

static void summary_deinit(struct summary *s)
{
	vec_for_each(&s->outcomes, o)
		outcome_deinit(o);
	vec_for_each(&s->traces, t)
		vec_deinit(t);
	vec_deinit(&s->outcomes);
	vec_deinit(&s->traces);
	vec_deinit(&s->events);
	vec_deinit(&s->accesses);
	vec_deinit(&s->uses);
	vec_deinit(&s->looks);
	values_deinit(&s->values);
}

void summaries_deinit(struct summaries *ss, const struct module *m)
{
	for (size_t i = 0; i < m->facts->funcs.n; i++)
		summary_deinit(&ss->list[i]);
	interest_deinit(&ss->interest);
	free(ss->list);
	free(ss->walk);
}
