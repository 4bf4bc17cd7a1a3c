// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/descriptor.h"

#define MAX_SIZE 256

static bool is_number(const struct facts *f, const struct fact_type *t)
{
	while (t->kind == TYPE_ARRAY)
		t = facts_type(f, t->target);
	if (t->kind == TYPE_RECORD) {
		for (uint32_t i = 0; i < t->n_fields; i++)
			if (!is_number(f,
				       facts_type(f, f->fields.v[t->field0 + i]
							     .type)))
				return false;
		return t->n_fields;
	}
	return t->kind == TYPE_INT || t->kind == TYPE_ENUM ||
	       t->kind == TYPE_BOOL;
}

bool descriptor_record(const struct facts *f, const struct fact_type *t)
{
	return t->kind == TYPE_RECORD && t->record && t->size <= MAX_SIZE &&
	       is_number(f, t);
}

bool descriptor_word(const struct facts *f, expr_id place,
		     struct descriptor_word *ret)
{
	const struct fact_expr *e = facts_expr(f, place);
	const struct fact_type *t;
	uint64_t bit = 0;

	while (e->kind == EXPR_CAST || e->kind == EXPR_INDEX) {
		if (e->kind == EXPR_INDEX &&
		    facts_expr(f, e->b)->kind == EXPR_CONST)
			bit += (uint64_t)facts_expr(f, e->b)->value *
			       facts_type(f, e->type)->size * 8;
		e = facts_expr(f, e->a);
	}
	if (e->kind != EXPR_FIELD || !e->str)
		return false;
	t = facts_type(f, facts_expr(f, e->a)->type);
	if (!descriptor_record(f, t))
		return false;
	for (uint32_t i = 0; i < t->n_fields; i++) {
		const struct fact_field *field = &f->fields.v[t->field0 + i];

		if (field->name != e->str)
			continue;
		*ret = (struct descriptor_word){e->a, t, field,
						field->bit_offset + bit};
		return true;
	}
	return false;
}

bool descriptor_read(const struct facts *f, expr_id expr,
		     struct descriptor_word *ret)
{
	const struct fact_expr *e = facts_expr(f, expr);

	if (e->kind == EXPR_ADDR || e->kind == EXPR_SIZEOF)
		return false;
	if (descriptor_word(f, expr, ret))
		return true;
	return (e->a && descriptor_read(f, e->a, ret)) ||
	       (e->b && descriptor_read(f, e->b, ret));
}

bool descriptor_same_word(const struct descriptor_word *x,
			  const struct descriptor_word *y)
{
	return x->record == y->record && x->bit / 32 == y->bit / 32;
}

static uint64_t mask_in(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);
	uint64_t mask;

	if (e->kind == EXPR_BINARY && e->oper == OPER_AND) {
		if (facts_expr(f, e->b)->kind == EXPR_CONST)
			return facts_expr(f, e->b)->value;
		if (facts_expr(f, e->a)->kind == EXPR_CONST)
			return facts_expr(f, e->a)->value;
	}
	mask = e->a ? mask_in(f, e->a) : 0;
	return mask ? mask : e->b ? mask_in(f, e->b) : 0;
}

uint64_t descriptor_tested_bit(const struct facts *f, expr_id cond,
			       const struct descriptor_word *word)
{
	uint64_t mask = mask_in(f, cond) & UINT32_MAX;

	if (!mask && word->field->bit_width == 1)
		return 1;
	return mask & (mask - 1) ? 0 : mask;
}

uint64_t descriptor_set_bits(const struct facts *f, expr_id value)
{
	const struct fact_expr *e = facts_expr(f, value);

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	if (e->kind == EXPR_CONST)
		return (uint64_t)e->value & UINT32_MAX;
	if (e->kind == EXPR_BINARY && e->oper == OPER_OR)
		return descriptor_set_bits(f, e->a) |
		       descriptor_set_bits(f, e->b);
	return 0;
}
