// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/module/module_slots.h"

bool module_slot_of(const struct facts *f, expr_id place,
		    struct module_slot *ret)
{
	const struct fact_expr *e = facts_expr(f, place);

	while (e->kind == EXPR_INDEX || e->kind == EXPR_CAST ||
	       e->kind == EXPR_ADDR)
		e = facts_expr(f, e->a);
	*ret = (struct module_slot){};
	if (e->kind == EXPR_FIELD) {
		const struct fact_expr *record = facts_expr(f, e->a);

		ret->record = facts_type(f, record->type)->record;
		ret->field = e->str;
		return ret->record && ret->field;
	}
	if (e->kind == EXPR_SYMBOL && !facts_symbol(f, e->ref)->func)
		ret->variable = e->ref;
	return ret->variable;
}

struct slot_key {
	const struct module_slots *s;
	struct module_slot slot;
};

static bool is_slot(uint32_t id, const void *ctx)
{
	const struct slot_key *k = ctx;
	const struct module_slot *have = &k->s->list.v[id - 1].slot;

	return have->record == k->slot.record && have->field == k->slot.field &&
	       have->variable == k->slot.variable;
}

static uint64_t slot_hash(const struct module_slot *slot)
{
	return hash_bytes(slot, sizeof(*slot));
}

static struct module_slot_use *slot_get(const struct module_slots *s,
					const struct module_slot *slot)
{
	struct slot_key k = {s, *slot};
	uint32_t id = idmap_find(&s->index, slot_hash(slot), is_slot, &k);

	return id ? &s->list.v[id - 1] : NULL;
}

static struct module_slot_use *slot_add(struct module_slots *s,
					const struct module_slot *slot)
{
	struct module_slot_use *use = slot_get(s, slot);

	if (use)
		return use;
	vec_push(&s->list, ((struct module_slot_use){.slot = *slot}));
	idmap_add(&s->index, slot_hash(slot), s->list.n);
	return vec_last(&s->list);
}

static bool is_function_pointer(const struct facts *f, type_id type)
{
	const struct fact_type *t = facts_type(f, type);

	return t->kind == TYPE_POINTER &&
	       facts_type(f, t->target)->kind == TYPE_FUNCTION;
}

/* Whether a value puts nothing new into a slot: NULL, or what is in it. */
static bool adds_nothing(const struct facts *f, const struct module_slot *slot,
			 expr_id value)
{
	const struct fact_expr *e = facts_expr(f, value);
	struct module_slot from;

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	return e->kind == EXPR_CONST ||
	       (module_slot_of(f, value, &from) && from.field == slot->field &&
		from.record == slot->record && from.variable == slot->variable);
}

static void note_store(struct module_slots *s, const struct module_names *n,
		       uint32_t unit, expr_id place, expr_id value)
{
	const struct facts *f = s->facts;
	struct module_slot_use *use;
	struct module_slot slot;
	func_id func;

	if (!is_function_pointer(f, facts_expr(f, place)->type) ||
	    !module_slot_of(f, place, &slot) || adds_nothing(f, &slot, value))
		return;
	use = slot_add(s, &slot);
	func = module_names_expr(n, unit, value);
	if (!func || (use->func && use->func != func))
		use->many = true;
	use->func = func;
}

static void note_func(struct module_slots *s, const struct module_names *n,
		      func_id id)
{
	const struct facts *f = s->facts;
	const struct fact_func *func = &f->funcs.v[id];
	uint32_t unit = merged_unit_of_func(n->units, id);

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b = &f->blocks.v[func->block0 + i];

		for (op_id o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &f->ops.v[o];

			if (op->kind == OP_ASSIGN && op->src)
				note_store(s, n, unit, op->dst, op->src);
		}
	}
}

void module_slots_init(struct module_slots *s, const struct module_names *n)
{
	const struct facts *f = n->units->facts;

	*s = (struct module_slots){.facts = f};
	for (size_t i = 1; i < f->inits.n; i++)
		note_store(s, n, merged_unit_of_init(n->units, i),
			   f->inits.v[i].place, f->inits.v[i].value);
	for (size_t i = 1; i < f->funcs.n; i++)
		note_func(s, n, i);
}

void module_slots_deinit(struct module_slots *s)
{
	idmap_deinit(&s->index);
	vec_deinit(&s->list);
}

func_id module_slots_find(const struct module_slots *s, expr_id place)
{
	const struct module_slot_use *use;
	struct module_slot slot;

	if (!module_slot_of(s->facts, place, &slot))
		return 0;
	use = slot_get(s, &slot);
	return use && !use->many ? use->func : 0;
}
