// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/context.h"
#include "flow/query/descriptor_give.h"
#include "flow/query/descriptor_memory.h"
#include "flow/query/descriptor_read.h"

#define MAX_PENDING 8

/* A store to a descriptor that no barrier follows yet. */
struct pending {
	struct descriptor_word word;
	op_id op;
};

/* What is pending at the beginning of a block. */
struct order {
	bool reached;
	int n;
	struct pending pending[MAX_PENDING];
};

struct walk {
	struct flow *f;
	const struct facts *facts;
	const struct fact_func *func;
	struct order *in; /* per block */
	bool again;
};

/* What a base is made of gets a new value: it is another descriptor. */
static void forget(const struct walk *w, struct order *o, expr_id place)
{
	int n = 0;

	for (int i = 0; i < o->n; i++)
		if (!descriptor_mentions(w->facts, o->pending[i].word.base,
					 place))
			o->pending[n++] = o->pending[i];
	o->n = n;
}

static char *name_of(const struct facts *f, const struct descriptor_word *word)
{
	const struct fact_type *t = facts_type(f, word->field->type);
	const char *name = facts_str(f, word->field->name);
	uint64_t size = facts_type(f, t->target)->size * 8;

	if (t->kind != TYPE_ARRAY || !size)
		return xstrdup(name);
	return xasprintf(
		"%s[%llu]", name,
		(unsigned long long)(word->bit - word->field->bit_offset) /
			size);
}

static void report(const struct walk *w, const struct pending *body,
		   const struct descriptor_word *flag, op_id op,
		   const char *given)
{
	struct flow *f = w->f;
	const char *record = facts_str(w->facts, flag->record->record);
	autofree char *name = name_of(w->facts, flag);
	autofree char *other = name_of(w->facts, &body->word);
	struct finding *finding;
	struct context c;

	/* elsewhere the device may not run yet */
	if (!context_find(f, op, CONTEXT_ATOMIC, 0, &c))
		return;
	finding = flow_report(f, op, CONFIDENCE_MEDIUM,
			      "'%s' hands a 'struct %s' over with no barrier "
			      "after the store to '%s'",
			      name, record, other);
	if (!finding)
		return;
	flow_step(f, finding, body->op, "'%s' is stored here", other);
	flow_only_if(f, finding, DESCRIPTOR_MEMORY, record);
	flow_only_if(f, finding, "%s", given);
}

static void store(struct walk *w, struct order *o, op_id id)
{
	const struct fact_op *op = &w->facts->ops.v[id];
	struct descriptor_word word;
	autofree char *given = NULL;

	forget(w, o, op->dst);
	if (!descriptor_word(w->facts, op->dst, &word))
		return;
	given = o->n ? descriptor_given_if(w->f, id, &word) : NULL;
	for (int i = 0; i < o->n && given; i++) {
		if (o->pending[i].word.base != word.base ||
		    descriptor_same_word(&o->pending[i].word, &word))
			continue;
		report(w, &o->pending[i], &word, id, given);
		break;
	}
	if (o->n < MAX_PENDING)
		o->pending[o->n++] = (struct pending){word, id};
}

static void walk_block(struct walk *w, const struct fact_block *b,
		       struct order *o)
{
	for (op_id i = b->op0; i < b->op0 + b->n_ops; i++) {
		const struct fact_op *op = &w->facts->ops.v[i];

		if (op->kind == OP_CALL &&
		    descriptor_may_order(w->f, i, MODEL_ORDERS_WRITES))
			o->n = 0;
		else if (op->kind == OP_ASSIGN && op->dst)
			store(w, o, i);
		else if (op->kind == OP_DECL || op->kind == OP_END)
			forget(w, o, op->dst);
	}
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

static void report_late(struct flow *f, const struct descriptor_late *late)
{
	const struct facts *facts = flow_facts(f);
	const char *record = facts_str(facts, late->record->record);
	const char *tested =
		descriptor_word_name(facts, late->record, late->tested_bit);
	const char *read =
		descriptor_word_name(facts, late->record, late->read_bit);
	struct finding *finding;

	/* one barrier is for all that is read behind the test */
	if (flow_has_evidence(f, "late:%u", late->test))
		return;
	finding = flow_report(
		f, late->read, CONFIDENCE_MEDIUM,
		"'%s' of a 'struct %s' is read with no barrier after the test "
		"of '%s'",
		read, record, tested);

	if (!finding)
		return;
	flow_evidence(f, "late:%u", late->test);
	flow_step(f, finding, late->test, "'%s' is read here for the test",
		  tested);
	if (late->callee_read)
		flow_step(f, finding, late->callee_read, "'%s' is read here",
			  read);
	flow_only_if(f, finding, DESCRIPTOR_MEMORY, record);
	flow_only_if(f, finding, "given:%s:%llu", record,
		     (unsigned long long)late->tested_bit / 32);
}

static void look(struct flow *f)
{
	struct walk w = {.f = f, .facts = flow_facts(f)};

	descriptor_note_memory(f);
	descriptor_note_given(f);
	descriptor_late_reads(f, report_late);
	w.func = &w.facts->funcs.v[flow_func(f)];
	w.in = xcalloc(w.func->n_blocks + 1, sizeof(*w.in));
	w.in[0].reached = true;
	do {
		w.again = false;
		for (uint32_t i = 0; i < w.func->n_blocks; i++) {
			const struct fact_block *b =
				&w.facts->blocks.v[w.func->block0 + i];
			struct order o = w.in[i];

			if (!o.reached)
				continue;
			walk_block(&w, b, &o);
			enter(&w, b->target[0], &o);
			enter(&w, b->target[1], &o);
			for (uint32_t k = 0; k < b->n_cases; k++)
				enter(&w, w.facts->cases.v[b->case0 + k].target,
				      &o);
		}
	} while (w.again);
	free(w.in);
}

const struct flow_rule rule_dma_descriptor_order = {
	.look = look,
};
