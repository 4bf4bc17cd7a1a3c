// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/descriptor_give.h"

static const struct fact_func *looked_at(const struct flow *f)
{
	return &flow_facts(f)->funcs.v[flow_func(f)];
}

bool descriptor_mentions(const struct facts *f, expr_id id, expr_id part)
{
	const struct fact_expr *e = facts_expr(f, id);

	return id == part || (e->a && descriptor_mentions(f, e->a, part)) ||
	       (e->b && descriptor_mentions(f, e->b, part));
}

/* The word that a condition is about, read in it or into a local before. */
static bool tested_word(const struct flow *f, const struct fact_block *b,
			struct descriptor_word *ret)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_expr *e;
	expr_id cond = b->cond;
	op_id op, end;

	if (b->term != TERM_BRANCH || !cond)
		return false;
	if (descriptor_read(facts, cond, ret))
		return true;
	for (e = facts_expr(facts, cond); e->a && e->kind != EXPR_FIELD;
	     e = facts_expr(facts, cond))
		cond = e->a;
	if (e->kind != EXPR_SYMBOL && e->kind != EXPR_TEMP)
		return false;
	for (flow_ops(f, &op, &end); op < end; op++)
		if (facts->ops.v[op].kind == OP_ASSIGN &&
		    facts->ops.v[op].dst == cond && facts->ops.v[op].src &&
		    descriptor_read(facts, facts->ops.v[op].src, ret))
			return true;
	return false;
}

static char *polled_key(const struct facts *f,
			const struct descriptor_word *word, uint64_t bit)
{
	return xasprintf("polled:%s.%s:%llu:%llx",
			 facts_str(f, word->record->record),
			 facts_str(f, word->field->name),
			 (unsigned long long)word->bit / 32,
			 (unsigned long long)bit);
}

static char *ordered_key(const struct facts *f,
			 const struct descriptor_word *word)
{
	/* fields that share a word are told apart, and elements of one, too */
	return xasprintf("ordered:%s.%s:%llu",
			 facts_str(f, word->record->record),
			 facts_str(f, word->field->name),
			 (unsigned long long)word->bit / 32);
}

static void note_polled(struct flow *f, const struct fact_block *b)
{
	autofree char *key = NULL;
	struct descriptor_word word;
	uint64_t bit;

	if (!tested_word(f, b, &word))
		return;
	bit = descriptor_tested_bit(flow_facts(f), b->cond, &word);
	if (!bit)
		return;
	key = polled_key(flow_facts(f), &word, bit);
	flow_evidence(f, "%s", key);
}

/* "wmb(); desc->flags |= ...;": the word that the barrier @id is for. */
static bool ordered_word(const struct flow *f, op_id id, op_id end,
			 struct descriptor_word *ret)
{
	const struct facts *facts = flow_facts(f);
	const char *name = facts_callee(facts, &facts->ops.v[id]);
	const struct model_row *row = flow_row(f, id);

	if (!row || row->role != ROLE_BARRIER || !name ||
	    !(row->flags & MODEL_ORDERS_WRITES) || !strncmp(name, "smp_", 4))
		return false;
	for (id++; id < end && facts->ops.v[id].kind == OP_LOAD;)
		id++;
	return id < end && facts->ops.v[id].kind == OP_ASSIGN &&
	       descriptor_word(facts, facts->ops.v[id].dst, ret);
}

static void note_ordered(struct flow *f, op_id id, op_id end)
{
	struct descriptor_word word;
	autofree char *key = NULL;

	if (!ordered_word(f, id, end, &word))
		return;
	key = ordered_key(flow_facts(f), &word);
	flow_evidence(f, "%s", key);
}

/* Whether a function has a barrier before a store to a word of this kind. */
static bool orders_word(const struct flow *f, const struct fact_func *func,
			const struct descriptor_word *word)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_block *b = &facts->blocks.v[func->block0];
	struct descriptor_word it;

	for (uint32_t i = 0; i < func->n_blocks; i++, b++)
		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (facts->ops.v[op].kind == OP_CALL &&
			    ordered_word(f, op, facts->ops.n, &it) &&
			    it.bit / 32 == word->bit / 32 &&
			    it.record->record == word->record->record)
				return true;
	return false;
}

/* Whether all callers hand over themselves what the function has filled. */
static bool callers_order(const struct flow *f,
			  const struct descriptor_word *word)
{
	const struct module *m = flow_module_of(f);
	size_t n;
	const op_id *calls = module_callers(m, flow_func(f), &n);

	for (size_t i = 0; i < n; i++)
		if (!orders_word(
			    f,
			    &m->facts->funcs.v[module_func_of_op(m, calls[i])],
			    word))
			return false;
	return n;
}

void descriptor_note_given(struct flow *f)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_func *func = looked_at(f);
	op_id op, end;

	for (uint32_t i = 0; i < func->n_blocks; i++)
		note_polled(f, &facts->blocks.v[func->block0 + i]);
	for (flow_ops(f, &op, &end); op < end; op++)
		if (facts->ops.v[op].kind == OP_CALL)
			note_ordered(f, op, end);
}

enum verdict { GO_ON, IS_LAST, IS_NOT };

/* What the operations @op .. @end say of a store being the last one to its
 * descriptor. */
static enum verdict judge(const struct facts *f, op_id op, op_id end,
			  const struct descriptor_word *word)
{
	for (; op < end; op++) {
		const struct fact_op *it = &f->ops.v[op];
		struct descriptor_word other;

		if (it->kind != OP_ASSIGN && it->kind != OP_DECL &&
		    it->kind != OP_END)
			continue;
		/* the name is of another descriptor from here on */
		if (it->dst && descriptor_mentions(f, word->base, it->dst))
			return IS_LAST;
		if (it->kind == OP_ASSIGN &&
		    descriptor_word(f, it->dst, &other) &&
		    other.base == word->base)
			return IS_NOT;
	}
	return GO_ON;
}

struct search {
	const struct facts *f;
	const struct fact_func *func;
	const struct descriptor_word *word;
	bool *seen; /* by block of the function */
};

static bool last_from(const struct search *s, block_id id, op_id after);

static bool last_behind(const struct search *s, const struct fact_block *b)
{
	for (int i = 0; i < 2; i++)
		if (!last_from(s, b->target[i], 0))
			return false;
	for (uint32_t i = 0; i < b->n_cases; i++)
		if (!last_from(s, s->f->cases.v[b->case0 + i].target, 0))
			return false;
	return true;
}

/* Whether nothing is stored to the descriptor in a block, behind operation
 * @after, or in what follows it. */
static bool last_from(const struct search *s, block_id id, op_id after)
{
	const struct fact_block *b = &s->f->blocks.v[id];
	enum verdict verdict;

	if (!id || (!after && s->seen[id - s->func->block0]))
		return true;
	if (!after)
		s->seen[id - s->func->block0] = true;
	verdict = judge(s->f, after ? after + 1 : b->op0, b->op0 + b->n_ops,
			s->word);
	return verdict == IS_LAST || (verdict == GO_ON && last_behind(s, b));
}

static bool is_last(const struct flow *f, op_id store,
		    const struct descriptor_word *word)
{
	const struct fact_func *func = looked_at(f);
	autofree bool *seen = xcalloc(func->n_blocks + 1, sizeof(*seen));
	const struct search s = {flow_facts(f), func, word, seen};

	for (block_id id = func->block0; id < func->block0 + func->n_blocks;
	     id++) {
		const struct fact_block *b = &s.f->blocks.v[id];

		if (store >= b->op0 && store < b->op0 + b->n_ops)
			return last_from(&s, id, store);
	}
	return false;
}

/* Whether a value is made of a parameter that is a number. */
static bool is_brought(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);

	if (e->kind == EXPR_SYMBOL)
		return facts_symbol(f, e->ref)->storage == SYMBOL_PARAM &&
		       facts_type(f, e->type)->kind == TYPE_INT;
	return (e->kind == EXPR_CAST && is_brought(f, e->a)) ||
	       (e->kind == EXPR_BINARY && e->oper == OPER_OR &&
		(is_brought(f, e->a) || is_brought(f, e->b)));
}

/* The highest bit of a set: where owner bits are. */
static uint64_t top_bit(uint64_t bits)
{
	return bits & (bits - 1) ? top_bit(bits & (bits - 1)) : bits;
}

char *descriptor_given_if(const struct flow *f, op_id store,
			  const struct descriptor_word *word)
{
	const struct facts *facts = flow_facts(f);
	const struct fact_op *op = &facts->ops.v[store];
	uint64_t bits = descriptor_set_bits(facts, op->src);

	/* "|=" adds to what is not handed over yet, as a rule */
	if (op->flags & OP_COMPOUND)
		return NULL;
	if (bits)
		return polled_key(facts, word, top_bit(bits));
	if (is_brought(facts, op->src) && is_last(f, store, word) &&
	    !callers_order(f, word))
		return ordered_key(facts, word);
	return NULL;
}
