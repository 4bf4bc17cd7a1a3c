// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/address.h"

/* Deeper sums are nobody's address. */
#define ADDRESS_DEPTH 24

struct search {
	const struct values *vs;
	const struct model *model;
	address_canon_fn canon;
	void *ctx;
	struct address_root *ret;
	uint32_t n;
};

static void add_root(struct search *s, value_id v, bool element,
		     const struct model_row *convert)
{
	struct address_root root = {s->canon(v, s->ctx), element, convert};

	if (!root.value || s->n == ADDRESS_ROOTS)
		return;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->ret[i].value == root.value &&
		    s->ret[i].element == element)
			return;
	s->ret[s->n++] = root;
}

/* The pointer to the array that a loaded value is an element of, or 0. */
static value_id array_of(const struct values *vs, const struct value *load)
{
	const struct value *a = value_get(vs, load->a);

	if (load->kind != VALUE_INITIAL && load->kind != VALUE_LOOP)
		return 0;
	if (a->kind == VALUE_INDEX) {
		value_id array = a->a;

		/* an array in a record is a field of it */
		return value_get(vs, array)->kind == VALUE_FIELD ? 0 : array;
	}
	/* "*pages", the first element */
	return a->kind == VALUE_INITIAL || a->kind == VALUE_RESULT ? load->a :
								     0;
}

static void walk(struct search *s, value_id id, const struct model_row *convert,
		 int depth);

static void walk_binary(struct search *s, const struct value *v,
			const struct model_row *convert, int depth)
{
	switch (v->oper) {
	case OPER_ADD:
	case OPER_OR:
		walk(s, v->a, convert, depth);
		if (!value_is_const(s->vs, v->b, NULL))
			walk(s, v->b, convert, depth);
		break;
	case OPER_SUB:
	case OPER_SHL:
	case OPER_SHR:
	case OPER_MUL:
	case OPER_DIV:
	case OPER_AND:
		walk(s, v->a, convert, depth);
		break;
	}
}

static void walk(struct search *s, value_id id, const struct model_row *convert,
		 int depth)
{
	const struct value *v = value_get(s->vs, id);
	value_id array;

	if (!id || !depth--)
		return;
	switch (v->kind) {
	case VALUE_CONVERT:
		walk(s, v->a, &s->model->rows.v[v->ref], depth);
		break;
	case VALUE_BINARY:
		walk_binary(s, v, convert, depth);
		break;
	case VALUE_INDEX:
	case VALUE_CONTAINER:
		walk(s, v->a, convert, depth);
		break;
	case VALUE_FIELD:
		/* a part of what is pointed to; of a global, that global */
		if (v->a)
			walk(s, v->a, convert, depth);
		else
			add_root(s, id, false, convert);
		break;
	case VALUE_INITIAL:
	case VALUE_LOOP:
		array = array_of(s->vs, v);
		add_root(s, array ? array : id, array, convert);
		break;
	default:
		add_root(s, id, false, convert);
	}
}

uint32_t address_roots(const struct values *vs, const struct model *model,
		       value_id v, address_canon_fn canon, void *ctx,
		       struct address_root *ret)
{
	struct search s = {vs, model, canon, ctx, ret, 0};

	walk(&s, v, NULL, ADDRESS_DEPTH);
	return s.n;
}
