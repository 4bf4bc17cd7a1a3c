// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/field/field_record.h"
#include "flow/path/rows.h"
#include "flow/summary/purity.h"
#include "flow/summary/summary.h"

#define DEFAULT_MAX_STEPS 60000
#define DEFAULT_MAX_STATES 600
/* states of a block that are kept apart before those with the same objects
 * are joined */
#define JOIN_AFTER 12
/* turns of a loop that are walked: as it is entered, as any other, and the
 * look at its condition that leaves it */
#define MAX_TURNS 2
/* conditions at entry that are kept of a path */
#define MAX_GIVEN 10

/* States that wait, and hashes of those that were walked, per function. */
struct worklist {
	state_vec states;
	struct idmap seen; /* state hashes */
	uint32_t *per_block; /* states taken in */
	bool out_of_states, out_of_steps;
	uint64_t steps;
};

static bool same_hash(uint32_t id, const void *ctx)
{
	return true; /* 64 bits of hash are the state */
}

static block_id block_index(const struct flow *f, block_id block)
{
	return block - f->func->block0;
}

/* Whether @from, the head of a loop, has had its turns and may only leave. */
static bool worn_out(const struct flow *f, const struct state *s, block_id from,
		     block_id to)
{
	vec_for_each(&s->turns, t)
		if (t->head == from && t->n >= MAX_TURNS)
			return shape_in_loop(&f->shape, from, to);
	return false;
}

/* Of what a loop made in several turns one element stands for all, and the
 * loop that undoes them may come to any of them. */
static void doubt_elements(struct flow *f, struct state *s, block_id head)
{
	vec_for_each(&s->objects, o) {
		block_id b = summary_block_of(f, o->via ? o->via : o->op);

		if (b && shape_in_loop(&f->shape, head, b))
			o->flags |= OBJECT_UNSURE;
	}
}

/* Leave loops that the block is not in; count the turn of one it heads. */
static bool enter_loops(struct flow *f, struct state *s)
{
	size_t n = 0;
	bool again = false;

	for (size_t i = 0; i < s->turns.n; i++) {
		struct state_turns *t = &s->turns.v[i];

		if (!shape_in_loop(&f->shape, t->head, s->block)) {
			if (t->n)
				doubt_elements(f, s, t->head);
			continue;
		}
		if (t->head == s->block) {
			if (++t->n > MAX_TURNS)
				return false;
			again = true;
		}
		s->turns.v[n++] = *t;
	}
	s->turns.n = n;
	if (!again && shape_is_head(&f->shape, s->block))
		vec_push(&s->turns, (struct state_turns){s->block, 0});
	return true;
}

struct havoc {
	struct flow *f;
	block_id head;
};

static bool written_in_loop(const struct state_cell *cell, void *ctx)
{
	struct havoc *h = ctx;
	int name = eval_address_name(h->f, cell->address);

	return shape_written(&h->f->shape, h->head, name);
}

/* From its second turn on a loop may have turned any number of times: what
 * it writes is unknown, but the same unknown within the turn. */
static void havoc_loop(struct flow *f, struct state *s)
{
	struct havoc h = {f, s->block};

	for (size_t i = 0; i < s->cells.n; i++) {
		struct state_cell *cell = &s->cells.v[i];

		if (!written_in_loop(cell, &h) ||
		    value_get(&f->values, cell->address)->kind !=
			    VALUE_VARIABLE)
			continue;
		cell->value = value_make(&f->values,
					 &(struct value){.kind = VALUE_LOOP,
							 .a = cell->address,
							 .ref = s->block});
		state_forget(s, &f->values, cell->value);
	}
}

static bool is_head_again(const struct state *s)
{
	vec_for_each(&s->turns, t)
		if (t->head == s->block)
			return t->n > 0;
	return false;
}

static bool is_dead(const struct state_cell *cell, void *ctx)
{
	struct flow *f = ((void **)ctx)[0];
	const struct state *s = ((void **)ctx)[1];
	const struct value *v = value_get(&f->values, cell->address);
	int name;

	if (v->kind == VALUE_TEMP)
		return !shape_live(&f->shape, s->block,
				   shape_temp_name(&f->shape, v->num));
	if (v->kind != VALUE_VARIABLE) {
		/* memory: of interest where its field is read ahead; calls
		 * that map memory read the vma's pgprot unseen */
		if (v->kind == VALUE_FIELD && v->ref == f->memory_names.prot)
			return false;
		name = eval_address_name(f, cell->address);
		return name >= 0 && !shape_live(&f->shape, s->block, name) &&
		       !summary_keeps(f, cell->address);
	}
	name = shape_variable_name(&f->shape, v->ref);
	return !shape_live(&f->shape, s->block, name) &&
	       !shape_exposed(&f->shape, name) &&
	       !summary_keeps(f, cell->address);
}

/* Mark what @id is made of. */
static void mark_value(const struct flow *f, uint8_t *marks, value_id id)
{
	const struct value *v = value_get(&f->values, id);

	if (marks[id])
		return;
	marks[id] = 1;
	if (v->a)
		mark_value(f, marks, v->a);
	if (v->b)
		mark_value(f, marks, v->b);
}

/* Whether a later branch can look at a leaf of @id, or an object is it. */
static bool matters(struct flow *f, const struct state *s, const uint8_t *marks,
		    value_id id)
{
	const struct value *v = value_get(&f->values, id);

	if (marks[id])
		return true;
	if (v->kind == VALUE_INITIAL || v->kind == VALUE_LOOP ||
	    v->kind == VALUE_OUT)
		return shape_tested(&f->shape, s->block,
				    eval_address_name(f, v->a));
	if (v->kind == VALUE_CALL)
		return shape_tested(&f->shape, s->block,
				    shape_call_name(&f->shape, v->ref));
	return (v->a && matters(f, s, marks, v->a)) ||
	       (v->b && matters(f, s, marks, v->b));
}

/* Whether a value is a comparison that says no more than the range of what is
 * compared does. */
static bool says_range(const struct flow *f, const struct value *v)
{
	return (v->kind == VALUE_BINARY && v->oper >= OPER_EQ &&
		value_is_const(&f->values, v->b, NULL)) ||
	       (v->kind == VALUE_UNARY && v->oper == OPER_LNOT);
}

/* What was known at entry is a condition of what the path comes to. */
static void give(struct flow *f, struct state *s, const struct state_known *k)
{
	if (!f->own || s->given.n >= MAX_GIVEN ||
	    says_range(f, value_get(&f->values, k->value)) ||
	    !summary_at_entry(f, k->value))
		return;
	known_add(&s->given, k);
}

/* Whether a value is what a mapping or allocation returned: that it failed is
 * of interest as long as something holds it. */
static bool was_made(const struct flow *f, value_id id)
{
	const struct value *v = value_get(&f->values, id);
	const struct model_row *row =
		v->kind == VALUE_RESULT ? f->rows[v->ref] : NULL;

	return row && (row->role == ROLE_MAP || row->role == ROLE_ALLOC);
}

/*
 * Forget what cannot be told apart any more, so that paths that differ only
 * in it become one: dead variables, and what earlier branches told of things
 * that no branch ahead looks at.
 */
static void forget(struct flow *f, struct state *s)
{
	autofree uint8_t *marks = NULL;
	size_t n = 0;

	state_drop_cells(s, is_dead, (void *[]){f, s});
	marks = xcalloc(f->values.list.n, 1);
	vec_for_each(&s->cells, cell)
		if (was_made(f, cell->value) ||
		    shape_tested(&f->shape, s->block,
				 eval_address_name(f, cell->address)))
			mark_value(f, marks, cell->value);
	vec_for_each(&s->objects, o) {
		marks[o->value] = marks[o->result] = 1;
		if (o->args[ARG_COUNT])
			marks[o->args[ARG_COUNT]] = 1;
	}
	for (size_t i = 0; i < s->known.n; i++) {
		if (matters(f, s, marks, s->known.v[i].value))
			s->known.v[n++] = s->known.v[i];
		else
			give(f, s, &s->known.v[i]);
	}
	s->known.n = n;
}

/* A waiting state that differs in nothing but the conditions it came under. */
static struct state *find_equal(struct worklist *w, const struct state *s,
				uint64_t hash)
{
	vec_for_each(&w->states, it)
		if (it->hash == hash && it->block == s->block)
			return it;
	return NULL;
}

/* A waiting state of the same block that saw the same happen to objects. */
static struct state *find_peer(struct worklist *w, const struct state *s)
{
	vec_for_each(&w->states, it)
		if (it->block == s->block && state_same_objects(it, s))
			return it;
	return NULL;
}

/* Whether nothing new can come of a state; joined to another, if there is one
 * that is as good. */
static bool is_known(struct worklist *w, struct state *s)
{
	struct state *equal;
	uint64_t hash[2];

	s->hash = state_hash(s);
	equal = find_equal(w, s, s->hash);
	if (equal) {
		known_join(&equal->given, &s->given);
		return true;
	}
	hash[0] = s->hash;
	hash[1] = hash_bytes(s->given.v, s->given.n * sizeof(*s->given.v));
	hash[0] = hash_bytes(hash, sizeof(hash));
	if (idmap_find(&w->seen, hash[0], same_hash, NULL))
		return true;
	idmap_add(&w->seen, hash[0], 1);
	return false;
}

/*
 * Let a state wait for its turn; taken over. Where many paths meet, those that
 * did the same to objects become one: what they disagree about is unknown
 * then. A value that decides about an object is agreed upon by all paths that
 * have the object.
 */
static void wait(struct flow *f, struct worklist *w, struct state *s)
{
	const struct flow_options *o = f->options;
	unsigned int limit = o->max_states ? o->max_states : DEFAULT_MAX_STATES;
	uint32_t *n = &w->per_block[block_index(f, s->block)];
	struct state *peer = NULL;

	if (is_known(w, s))
		goto drop;
	if (*n >= JOIN_AFTER)
		peer = find_peer(w, s);
	if (peer) {
		state_join(peer, &f->values, s);
		peer->trace = trace_join(&f->traces, peer->trace, s->trace);
		peer->hash = state_hash(peer);
		goto drop;
	}
	if ((*n)++ >= limit) {
		w->out_of_states = true;
		goto drop;
	}
	vec_push(&w->states, *s);
	return;
drop:
	state_deinit(s);
}

/* Queue @s, which is taken over, for @block. */
static void enqueue(struct flow *f, struct worklist *w, struct state *s,
		    block_id block)
{
	block_id from = s->block;

	s->block = block;
	s->resume = 0;
	if (!block || (from && worn_out(f, s, from, block)) ||
	    !enter_loops(f, s)) {
		state_deinit(s);
		return;
	}
	if (is_head_again(s))
		havoc_loop(f, s);
	forget(f, s);
	wait(f, w, s);
}

/* Go on from the current state to @block knowing that @cond is @truth. */
static void branch_to(struct flow *f, struct worklist *w, block_id block,
		      value_id cond, bool truth)
{
	struct state *from = f->state, next;

	state_init_copy(&next, from);
	if (!state_assume(&next, &f->values, cond, truth)) {
		state_deinit(&next);
		return;
	}
	f->state = &next;
	effects_test(f, cond);
	effects_settle(f);
	f->state = from;
	enqueue(f, w, &next, block);
}

static void case_to(struct flow *f, struct worklist *w, value_id cond,
		    const struct fact_case *c)
{
	struct state *from = f->state, next;
	int64_t num;

	if (value_is_const(&f->values, cond, &num) &&
	    (num < c->lo || num > c->hi))
		return;
	state_init_copy(&next, from);
	if (!state_assume_range(&next, cond, c->lo, c->hi)) {
		state_deinit(&next);
		return;
	}
	f->state = &next;
	effects_test(f, cond);
	effects_settle(f);
	f->state = from;
	enqueue(f, w, &next, c->target);
}

static void jump_to(struct flow *f, struct worklist *w, block_id block)
{
	struct state next;

	if (!block)
		return;
	state_init_copy(&next, f->state);
	enqueue(f, w, &next, block);
}

/* The default of a switch: none of the cases, as far as a range can say. */
static bool default_possible(struct flow *f, const struct fact_block *b,
			     value_id cond)
{
	int64_t num;

	if (!value_is_const(&f->values, cond, &num))
		return true;
	for (uint32_t i = 0; i < b->n_cases; i++) {
		const struct fact_case *c = &f->facts->cases.v[b->case0 + i];

		if (num >= c->lo && num <= c->hi)
			return false;
	}
	return true;
}

static void leave_block(struct flow *f, struct worklist *w,
			const struct fact_block *b)
{
	value_id cond = b->cond ? eval(f, b->cond) : 0;

	switch (b->term) {
	case TERM_JUMP:
		jump_to(f, w, b->target[0]);
		break;
	case TERM_BRANCH:
		branch_to(f, w, b->target[0], cond, true);
		branch_to(f, w, b->target[1], cond, false);
		break;
	case TERM_SWITCH:
		for (uint32_t i = 0; i < b->n_cases; i++)
			case_to(f, w, cond, &f->facts->cases.v[b->case0 + i]);
		if (default_possible(f, b, cond))
			jump_to(f, w, b->target[0]);
		break;
	case TERM_RETURN:
		effects_return(f, b->cond);
		break;
	case TERM_COMPUTED:
		for (uint32_t i = 0; i < b->n_cases; i++)
			jump_to(f, w, f->facts->cases.v[b->case0 + i].target);
		jump_to(f, w, b->target[0]);
		break;
	default:
		break;
	}
}

/* A call has more than one outcome: go on after it with each of them. */
static void fork_state(struct flow *f, struct worklist *w)
{
	vec_for_each(&f->forks, it)
		wait(f, w, it);
	f->forks.n = 0;
}

static void walk_block(struct flow *f, struct worklist *w)
{
	const struct fact_block *b = &f->facts->blocks.v[f->state->block];
	op_id op = f->state->resume ? f->state->resume : b->op0;

	f->state->resume = 0;
	for (; op < b->op0 + b->n_ops; op++) {
		f->op = op;
		effects_op(f, &f->facts->ops.v[op]);
		if (f->forks.n) {
			fork_state(f, w);
			return;
		}
	}
	leave_block(f, w, b);
}

/* The waiting state that comes first in the function: its block has then
 * been reached by all paths that are not longer, so that they merge. */
static size_t pick(const struct flow *f, const struct worklist *w)
{
	size_t best = w->states.n;
	uint32_t first = UINT32_MAX;

	for (size_t i = w->states.n; i-- > 0;) {
		block_id block = w->states.v[i].block;
		uint32_t order = f->shape.order[block_index(f, block)];

		if (order < first || best == w->states.n) {
			best = i;
			first = order;
		}
	}
	return best;
}

static void walk_paths(struct flow *f, struct worklist *w)
{
	unsigned int limit = f->options->max_steps ? f->options->max_steps :
						     DEFAULT_MAX_STEPS;
	struct state s = {};

	enqueue(f, w, &s, f->func->block0);
	while (w->states.n && w->steps < limit) {
		size_t i = pick(f, w);

		s = w->states.v[i];
		w->states.v[i] = *vec_last(&w->states);
		w->states.n--;
		f->state = &s;
		walk_block(f, w);
		f->state = NULL;
		state_deinit(&s);
		w->steps++;
	}
	w->out_of_steps = w->states.n > 0;
	vec_for_each(&w->states, it)
		state_deinit(it);
}

static void count(const struct flow *f, const struct worklist *w,
		  struct flow_stats *stats)
{
	stats->walked++;
	stats->steps += w->steps;
	stats->budget_steps += w->out_of_steps;
	stats->budget_states += w->out_of_states;
	stats->budget_objects += f->out_of_objects;
	stats->budget_outcomes += f->out_of_outcomes;
	stats->unresolved += f->unresolved;
}

static void walk_function(struct flow *f, struct flow_stats *stats)
{
	struct worklist w = {};

	shape_init(&f->shape, f->facts, f->func,
		   &(struct shape_looks){summary_looks, f});
	values_init(&f->values);
	canon_init(&f->canon, f->facts, &f->values, &f->ret->fields.canon);
	traces_init(&f->traces);
	f->own = f->module->n_callers[f->func_id] ?
			 &f->summaries->list[f->func_id] :
			 NULL;
	f->out_of_objects = f->out_of_outcomes = false;
	f->unresolved = 0;
	w.per_block = xcalloc(f->func->n_blocks, sizeof(*w.per_block));
	walk_paths(f, &w);
	pair_finish(f);
	summary_finish(f);
	report_finish(f);
	count(f, &w, stats);
	vec_deinit(&w.states);
	idmap_deinit(&w.seen);
	free(w.per_block);
	canon_deinit(&f->canon);
	traces_deinit(&f->traces);
	values_deinit(&f->values);
	vec_deinit(&f->names);
	shape_deinit(&f->shape);
}

/* Of a type that says which, not how many or where. */
static bool is_answer(const struct facts *f, expr_id expr)
{
	const struct fact_expr *e = facts_expr(f, expr);
	uint8_t kind = facts_type(f, e->type)->kind;

	return kind == TYPE_BOOL || kind == TYPE_ENUM;
}

/*
 * Calls whose answer depends on their arguments only, as far as one path is
 * concerned: to functions of the module that only look, and to predicates.
 */
static bool *find_looks(const struct module *m, const bool *pure)
{
	const struct facts *f = m->facts;
	bool *looks = xcalloc(f->ops.n, sizeof(*looks));

	for (size_t i = 1; i < f->ops.n; i++) {
		const struct fact_op *op = &f->ops.v[i];

		if (op->dst && facts_callee(f, op))
			looks[i] = pure[m->callee[i]] || is_answer(f, op->dst);
	}
	return looks;
}

static void mark_symbols(const struct facts *f, expr_id id, bool *marks)
{
	const struct fact_expr *e = facts_expr(f, id);

	if (e->kind == EXPR_SYMBOL)
		marks[e->ref] = true;
	if (e->a)
		mark_symbols(f, e->a, marks);
	if (e->b)
		mark_symbols(f, e->b, marks);
}

static bool *find_asked(const struct facts *f)
{
	bool *asked = xcalloc(f->symbols.n + 1, sizeof(*asked));

	vec_for_each(&f->blocks, b)
		if (b->cond)
			mark_symbols(f, b->cond, asked);
	return asked;
}

static void tell_rules_look(struct flow *f)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->look &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->look(f);
	}
}

static void end_module_rule(struct flow_end *end, const struct flow_rule *rule)
{
	if (rule->module_end)
		rule->module_end(end);
	for (size_t i = 0; rule->memory_use && i < end->ret->memory.uses.n; i++)
		rule->memory_use(end, &end->ret->memory.uses.v[i]);
}

static void end_module_rules(const struct flow *f)
{
	struct flow_end end = {.module = f->module,
			       .options = f->options,
			       .rows = f->rows,
			       .ret = f->ret};

	for (size_t i = 0; i < n_rule_entries; i++) {
		end.rule = &rule_entries[i];
		if (!f->options->enabled || f->options->enabled[i])
			end_module_rule(&end, end.rule->rule);
	}
	for (size_t i = 0; i < ARRAY_SIZE(end.text); i++)
		free(end.text[i]);
}

void flow_module(const struct module *m, const struct flow_options *options,
		 struct flow_result *ret)
{
	autofree bool *pure = purity_find(m);
	autofree bool *looks = find_looks(m, pure);
	autofree bool *asked = find_asked(m->facts);
	autofree bool *tested = xcalloc(m->facts->ops.n + 1, sizeof(*tested));
	struct summaries summaries = {};
	struct locks_module locks = {};
	struct idmap may_undo = {};
	struct flow flow = {.module = m,
			    .facts = m->facts,
			    .options = options,
			    .looks = looks,
			    .asked = asked,
			    .pure = pure,
			    .tested = tested,
			    .locks = &locks,
			    .may_undo = &may_undo,
			    .summaries = &summaries,
			    .ret = ret};

	flow.rows = rows_find(m->facts, options->model, &options->context);
	pending_module_init(&flow.pending, m, flow.rows);
	flow.memory_names.vma = facts_str_find(m->facts, "vm_area_struct");
	flow.memory_names.prot = facts_str_find(m->facts, "vm_page_prot");
	summaries_init(&summaries, m, flow.rows);
	evidence_collect(m->facts, options->model, &options->context,
			 &ret->evidence);
	vec_for_each(&m->order, id) {
		flow.func_id = *id;
		flow.func = &m->facts->funcs.v[*id];
		if (!flow.func->n_blocks)
			continue;
		tell_rules_look(&flow);
		if (!summaries.walk[*id])
			continue;
		ret->stats.functions++;
		walk_function(&flow, &ret->stats);
	}
	field_record_rest(&flow);
	end_module_rules(&flow);
	report_judge(ret, tested);
	summaries_deinit(&summaries, m);
	locks_module_deinit(&locks, m);
	idmap_deinit(&may_undo);
	vec_deinit(&flow.forks);
	pending_module_deinit(&flow.pending);
	free(flow.rows);
}

void flow_result_deinit(struct flow_result *r)
{
	flow_finding_vec_deinit(&r->findings);
	evidence_deinit(&r->evidence);
	field_table_deinit(&r->fields);
	memory_table_deinit(&r->memory);
	*r = (struct flow_result){};
}
