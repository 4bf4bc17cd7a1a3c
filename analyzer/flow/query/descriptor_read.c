// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/descriptor_read.h"

#define MAX_SEEN 8
#define MAX_LOOK 48 /* blocks behind a branch that are looked at */

enum phase {
	READ, /* one word was read */
	TESTED, /* and a branch on it was taken */
	DONE, /* ordered, written, or not to be told */
};

/* A descriptor that was read on the way to here. */
struct seen {
	struct descriptor_spot spot; /* of the first word */
	op_id op; /* that read it */
	expr_id result; /* of the call that read it, or 0 */
	enum phase phase;
};

struct order {
	bool reached;
	bool ordered; /* a barrier stood on the way */
	int n;
	struct seen v[MAX_SEEN];
};

struct walk {
	struct flow *f;
	const struct facts *facts;
	const struct fact_func *func;
	descriptor_late_fn tell;
	struct order *in; /* per block */
	bool again;
};

static bool mentions(const struct facts *f, expr_id id, expr_id part)
{
	const struct fact_expr *e = facts_expr(f, id);

	return id == part || (e->a && mentions(f, e->a, part)) ||
	       (e->b && mentions(f, e->b, part));
}

static bool is_word(const struct descriptor_spot *x,
		    const struct descriptor_spot *y)
{
	return descriptor_same(x->name, y->name) && x->bit / 32 == y->bit / 32;
}

static struct seen *find(struct order *o, struct descriptor_name name)
{
	for (int i = 0; i < o->n; i++)
		if (descriptor_same(o->v[i].spot.name, name))
			return &o->v[i];
	return NULL;
}

/* A name gets a new value: what it is part of names another descriptor. */
static void forget(const struct walk *w, struct order *o, expr_id place)
{
	int n = 0;

	for (int i = 0; i < o->n; i++)
		if (!mentions(w->facts, o->v[i].spot.name.expr, place))
			o->v[n++] = o->v[i];
	o->n = n;
}

static void all_done(struct order *o)
{
	for (int i = 0; i < o->n; i++)
		o->v[i].phase = DONE;
	o->ordered = true;
}

/* Callers may have looked at what they give. */
static bool is_given(const struct walk *w, struct descriptor_name name)
{
	const struct fact_expr *e = facts_expr(w->facts, name.expr);

	if (name.is_place && e->kind != EXPR_INDEX)
		return false;
	for (uint32_t i = 0; i < w->func->n_params; i++)
		if (descriptor_is_param(w->facts, w->func,
					name.is_place ? e->a : name.expr,
					w->func->param0 + i))
			return true;
	return false;
}

/* Every operation of the function; ends early when @fn says so. */
static bool any_op(const struct walk *w,
		   bool (*fn)(const struct walk *w, op_id op, expr_id id),
		   expr_id id)
{
	for (uint32_t i = 0; i < w->func->n_blocks; i++) {
		const struct fact_block *b =
			&w->facts->blocks.v[w->func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (fn(w, op, id))
				return true;
	}
	return false;
}

/* Gives a value to an unmap, or makes the pointer of the next record of it. */
static bool unmaps(const struct walk *w, op_id id, expr_id value)
{
	const struct fact_op *op = &w->facts->ops.v[id];
	const struct model_row *row = flow_row(w->f, id);

	if (op->kind != OP_CALL || !row ||
	    (row->role != ROLE_UNMAP && row->role != ROLE_SYNC_CPU &&
	     row->role != ROLE_ADDRESS))
		return false;
	for (uint32_t i = 0; i < op->n_args; i++)
		if (mentions(w->facts, w->facts->args.v[op->arg0 + i], value))
			return true;
	return false;
}

static bool keeps_for_unmap(const struct walk *w, op_id id, expr_id value)
{
	const struct fact_op *op = &w->facts->ops.v[id];

	return op->kind == OP_ASSIGN && op->src && op->dst &&
	       facts_expr(w->facts, op->dst)->kind == EXPR_SYMBOL &&
	       mentions(w->facts, op->src, value) && any_op(w, unmaps, op->dst);
}

/*
 * What the driver put there for itself, to undo a mapping or to find its own
 * record again: the device leaves it as it is.
 */
static bool is_own(const struct walk *w, expr_id place)
{
	return any_op(w, unmaps, place) || any_op(w, keeps_for_unmap, place) ||
	       descriptor_is_cookie(w->facts, w->func, place);
}

static bool depends(const struct walk *w, expr_id id, const struct seen *s,
		    int depth);

static bool made_of(const struct walk *w, expr_id id, const struct seen *s,
		    int depth)
{
	const struct facts *f = w->facts;

	for (uint32_t i = 0; i < w->func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[w->func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &f->ops.v[o];

			if (op->dst != id || op->kind > OP_ASSIGN)
				continue;
			if (op->kind == OP_ASSIGN && op->src &&
			    depends(w, op->src, s, depth))
				return true;
			for (uint32_t k = 0;
			     op->kind == OP_CALL && k < op->n_args; k++)
				if (depends(w, f->args.v[op->arg0 + k], s,
					    depth))
					return true;
		}
	}
	return false;
}

/* Whether a value is computed from the word, at most by way of locals. */
static bool depends(const struct walk *w, expr_id id, const struct seen *s,
		    int depth)
{
	const struct fact_expr *e = facts_expr(w->facts, id);
	struct descriptor_spot spot;

	if (id == s->result)
		return true;
	if (e->kind == EXPR_SYMBOL || e->kind == EXPR_TEMP)
		return depth && made_of(w, id, s, depth - 1);
	if (descriptor_spot(w->facts, id, &spot))
		return is_word(&spot, &s->spot);
	return e->kind != EXPR_ADDR && e->kind != EXPR_SIZEOF &&
	       ((e->a && depends(w, e->a, s, depth)) ||
		(e->b && depends(w, e->b, s, depth)));
}

static bool has_mask(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);

	return (e->kind == EXPR_BINARY && e->oper == OPER_AND) ||
	       (e->a && has_mask(f, e->a)) || (e->b && has_mask(f, e->b));
}

/* Whether a condition compares with what varies, or with one of many numbers:
 * an owner is told by bits, or by anything but 0. */
static bool compares(const struct facts *f, expr_id cond)
{
	const struct fact_expr *e = facts_expr(f, cond);
	const struct fact_expr *a, *b;

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	if (e->kind != EXPR_BINARY ||
	    (e->oper != OPER_EQ && e->oper != OPER_NE))
		return false;
	a = facts_expr(f, e->a);
	b = facts_expr(f, e->b);
	if (a->kind != EXPR_CONST && b->kind != EXPR_CONST)
		return true;
	return (a->kind == EXPR_CONST ? a->value : b->value) &&
	       !has_mask(f, e->a) && !has_mask(f, e->b);
}

enum ahead {
	AHEAD_NOTHING,
	AHEAD_USED,
	AHEAD_OTHER, /* the name is another's from here on */
};

static enum ahead op_ahead(const struct walk *w, op_id id, const struct seen *s)
{
	const struct facts *f = w->facts;
	const struct fact_op *op = &f->ops.v[id];
	const struct fact_type *record;
	struct descriptor_spot spot;
	expr_id place = op->kind == OP_LOAD ? op->src : op->dst;

	for (uint32_t i = 0; op->kind == OP_CALL && i < op->n_args; i++)
		if (descriptor_same(descriptor_pointed(f,
						       f->args.v[op->arg0 + i],
						       &record),
				    s->spot.name))
			return AHEAD_USED;
	if (!place)
		return AHEAD_NOTHING;
	if (op->kind == OP_LOAD || op->kind == OP_ASSIGN)
		if (descriptor_spot(f, place, &spot) &&
		    descriptor_same(spot.name, s->spot.name))
			return AHEAD_USED;
	return op->kind != OP_LOAD && mentions(f, s->spot.name.expr, place) ?
		       AHEAD_OTHER :
		       AHEAD_NOTHING;
}

/* Whether the function has done with the descriptor from a block on. */
static bool leaves(const struct walk *w, block_id block, const struct seen *s,
		   bool *visited, int *budget)
{
	const struct fact_block *b;

	if (!block || visited[block - w->func->block0])
		return true;
	visited[block - w->func->block0] = true;
	if (!(*budget)--)
		return false;
	b = &w->facts->blocks.v[block];
	for (op_id op = b->op0; op < b->op0 + b->n_ops; op++) {
		enum ahead a = op_ahead(w, op, s);

		if (a != AHEAD_NOTHING)
			return a == AHEAD_OTHER;
	}
	for (uint32_t k = 0; k < b->n_cases; k++)
		if (!leaves(w, w->facts->cases.v[b->case0 + k].target, s,
			    visited, budget))
			return false;
	return leaves(w, b->target[0], s, visited, budget) &&
	       leaves(w, b->target[1], s, visited, budget);
}

static bool one_way_leaves(const struct walk *w, const struct fact_block *b,
			   const struct seen *s)
{
	bool ret = false;

	for (int i = 0; i < 2 && !ret; i++) {
		bool *visited = xcalloc(w->func->n_blocks, sizeof(*visited));
		int budget = MAX_LOOK;

		ret = b->target[i] &&
		      leaves(w, b->target[i], s, visited, &budget);
		free(visited);
	}
	return ret;
}

static void tell(const struct walk *w, struct seen *s, uint64_t bit, op_id op,
		 op_id callee_read)
{
	struct descriptor_late late = {
		.record = s->spot.record,
		.tested_bit = s->spot.bit,
		.test = s->op,
		.read = op,
		.callee_read = callee_read,
		.read_bit = bit,
	};

	w->tell(w->f, &late);
	s->phase = DONE;
}

static void add(const struct walk *w, struct order *o,
		const struct descriptor_spot *spot, op_id op, expr_id result)
{
	if (o->n < MAX_SEEN)
		o->v[o->n++] = (struct seen){
			.spot = *spot,
			.op = op,
			.result = result,
			.phase = o->ordered || is_given(w, spot->name) ? DONE :
									 READ,
		};
}

/* The first or a further word is read. */
static void meet(const struct walk *w, struct order *o,
		 const struct descriptor_spot *spot, op_id op,
		 op_id callee_read, expr_id result)
{
	struct seen *s = find(o, spot->name);

	if (!s)
		add(w, o, spot, op, result);
	else if (s->phase == DONE || s->spot.bit / 32 == spot->bit / 32)
		return;
	else if (s->phase == READ)
		s->phase = DONE;
	else
		tell(w, s, spot->bit, op, callee_read);
}

static void load(const struct walk *w, struct order *o, op_id id)
{
	expr_id place = w->facts->ops.v[id].src;
	struct descriptor_spot spot;

	const struct seen *s;

	if (!descriptor_spot(w->facts, place, &spot))
		return;
	s = find(o, spot.name);
	if (!s || s->phase != TESTED || !is_own(w, place))
		meet(w, o, &spot, id, 0, 0);
}

static void store(const struct walk *w, struct order *o, op_id id)
{
	expr_id place = w->facts->ops.v[id].dst;
	struct descriptor_spot spot;
	struct seen *s;

	forget(w, o, place);
	if (!descriptor_spot(w->facts, place, &spot))
		return;
	s = find(o, spot.name);
	if (!s) {
		add(w, o, &spot, id, 0);
		s = find(o, spot.name);
	}
	if (s)
		s->phase = DONE;
	flow_evidence(w->f, "given:%s:%llu",
		      facts_str(w->facts, spot.record->record),
		      (unsigned long long)spot.bit / 32);
}

static void hand_down(const struct walk *w, struct order *o, op_id id,
		      uint32_t i, bool ordered)
{
	const struct fact_op *op = &w->facts->ops.v[id];
	func_id callee = flow_module_of(w->f)->callee[id];
	const struct fact_type *record;
	struct descriptor_spot spot = {
		.name = descriptor_pointed(
			w->facts, w->facts->args.v[op->arg0 + i], &record)};
	struct descriptor_uses uses;

	if (!callee || !record)
		return;
	spot.record = record;
	descriptor_uses(w->f, callee, i, &uses);
	for (int k = 0; k < uses.n; k++) {
		spot.bit = uses.v[k].bit;
		if (uses.v[k].write)
			flow_evidence(w->f, "given:%s:%llu",
				      facts_str(w->facts, record->record),
				      (unsigned long long)spot.bit / 32);
		else if (!ordered && !(uses.v[k].cookie && find(o, spot.name)))
			meet(w, o, &spot, id, uses.v[k].op, op->dst);
	}
}

static void call(const struct walk *w, struct order *o, op_id id)
{
	const struct fact_op *op = &w->facts->ops.v[id];
	bool ordered = descriptor_may_order(w->f, id, MODEL_ORDERS_READS);
	const struct model_row *row = flow_row(w->f, id);

	for (uint32_t i = 0; i < op->n_args; i++)
		hand_down(w, o, id, i, ordered);
	if (ordered) {
		bool before = o->ordered;

		all_done(o);
		/* only a barrier makes a later first read one that is known */
		o->ordered = before || (row && row->role == ROLE_BARRIER);
	}
	if (op->dst)
		forget(w, o, op->dst);
}

static void branch(const struct walk *w, const struct fact_block *b,
		   struct seen *s)
{
	if (s->phase == DONE || !depends(w, b->cond, s, 2))
		return;
	if (compares(w->facts, b->cond))
		s->phase = DONE;
	else if (s->phase == READ)
		s->phase = one_way_leaves(w, b, s) ? TESTED : DONE;
}

static void walk_block(const struct walk *w, const struct fact_block *b,
		       struct order *o)
{
	for (op_id i = b->op0; i < b->op0 + b->n_ops; i++) {
		const struct fact_op *op = &w->facts->ops.v[i];

		switch (op->kind) {
		case OP_CALL:
			call(w, o, i);
			break;
		case OP_LOAD:
			load(w, o, i);
			break;
		case OP_ASSIGN:
			store(w, o, i);
			break;
		case OP_ASM:
			all_done(o);
			break;
		default:
			forget(w, o, op->dst);
		}
	}
	for (int i = 0; i < o->n && b->term == TERM_BRANCH; i++)
		branch(w, b, &o->v[i]);
}

static void enter(struct walk *w, block_id block, const struct order *o)
{
	struct order *to;

	if (!block)
		return;
	to = &w->in[block - w->func->block0];
	/* the first way that leads there is enough to say so */
	if (to->reached && (to->n || !o->n))
		return;
	*to = *o;
	to->reached = true;
	w->again = true;
}

static void walk_blocks(struct walk *w)
{
	for (uint32_t i = 0; i < w->func->n_blocks; i++) {
		const struct fact_block *b =
			&w->facts->blocks.v[w->func->block0 + i];
		struct order o = w->in[i];

		if (!o.reached)
			continue;
		walk_block(w, b, &o);
		enter(w, b->target[0], &o);
		enter(w, b->target[1], &o);
		for (uint32_t k = 0; k < b->n_cases; k++)
			enter(w, w->facts->cases.v[b->case0 + k].target, &o);
	}
}

void descriptor_late_reads(struct flow *f, descriptor_late_fn fn)
{
	struct walk w = {.f = f, .facts = flow_facts(f), .tell = fn};

	w.func = &w.facts->funcs.v[flow_func(f)];
	w.in = xcalloc(w.func->n_blocks + 1, sizeof(*w.in));
	w.in[0].reached = true;
	do {
		w.again = false;
		walk_blocks(&w);
	} while (w.again);
	free(w.in);
}
