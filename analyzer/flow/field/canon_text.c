// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>

#include "base/strbuf.h"
#include "flow/field/canon.h"

static const char *const oper_texts[] = {
	[OPER_NEG] = "-",  [OPER_NOT] = "~", [OPER_LNOT] = "!",
	[OPER_ADD] = "+",  [OPER_SUB] = "-", [OPER_MUL] = "*",
	[OPER_DIV] = "/",  [OPER_MOD] = "%", [OPER_AND] = "&",
	[OPER_OR] = "|",   [OPER_XOR] = "^", [OPER_SHL] = "<<",
	[OPER_SHR] = ">>", [OPER_EQ] = "==", [OPER_NE] = "!=",
	[OPER_LT] = "<",   [OPER_LE] = "<=", [OPER_GT] = ">",
	[OPER_GE] = ">=",
};

struct text {
	const struct facts *facts;
	const struct values *vs;
	struct strbuf sb;
};

static void add_value(struct text *t, value_id id, bool inside);

static void add_field(struct text *t, const struct value *v)
{
	if (v->num)
		strbuf_addf(&t->sb, "%s.", facts_str(t->facts, v->num));
	strbuf_adds(&t->sb, facts_str(t->facts, v->ref));
}

/* Parentheses, but for products in a sum. */
static void add_binary(struct text *t, const struct value *v, bool inside)
{
	bool product = v->oper == OPER_MUL;
	bool sum = v->oper == OPER_ADD;
	bool paren = inside && !product;

	if (paren)
		strbuf_adds(&t->sb, "(");
	add_value(t, v->a, !sum);
	strbuf_addf(&t->sb, " %s ", oper_texts[v->oper]);
	add_value(t, v->b, !sum);
	if (paren)
		strbuf_adds(&t->sb, ")");
}

static void add_call(struct text *t, op_id op)
{
	const char *callee = facts_callee(t->facts, &t->facts->ops.v[op]);

	strbuf_addf(&t->sb, "%s()", callee ? callee : "?");
}

static void add_load(struct text *t, const struct value *a)
{
	if (a->kind == VALUE_FIELD && a->a) {
		add_value(t, a->a, true);
		strbuf_addf(&t->sb, "->%s", facts_str(t->facts, a->ref));
	} else if (a->kind == VALUE_FIELD)
		add_field(t, a);
	else if (a->kind == VALUE_VARIABLE)
		strbuf_adds(&t->sb,
			    facts_str(t->facts,
				      facts_symbol(t->facts, a->ref)->name));
	else
		strbuf_adds(&t->sb, "?");
}

static void add_value(struct text *t, value_id id, bool inside)
{
	const struct value *v = value_get(t->vs, id);

	switch (v->kind) {
	case VALUE_CONST:
		strbuf_addf(&t->sb, "%" PRId64, v->num);
		break;
	case VALUE_STRING:
		strbuf_addf(&t->sb, "\"%s\"", facts_str(t->facts, v->ref));
		break;
	case VALUE_FUNCTION:
		strbuf_adds(&t->sb, facts_str(t->facts, v->ref));
		break;
	case VALUE_FIELD:
		strbuf_adds(&t->sb, "&");
		add_field(t, v);
		break;
	case VALUE_INITIAL:
	case VALUE_OUT:
		add_load(t, value_get(t->vs, v->a));
		break;
	case VALUE_RESULT:
		add_call(t, v->ref);
		break;
	case VALUE_INDEX:
		add_value(t, v->a, true);
		strbuf_adds(&t->sb, "[");
		add_value(t, v->b, false);
		strbuf_adds(&t->sb, "]");
		break;
	case VALUE_UNARY:
		strbuf_adds(&t->sb, oper_texts[v->oper]);
		add_value(t, v->a, true);
		break;
	case VALUE_BINARY:
		add_binary(t, v, inside);
		break;
	case VALUE_CONVERT:
		add_value(t, v->a, inside);
		break;
	default:
		strbuf_adds(&t->sb, "?");
	}
}

char *canon_text(const struct facts *facts, const struct values *vs,
		 value_id canonical)
{
	struct text t = {.facts = facts, .vs = vs};

	add_value(&t, canonical, false);
	return strbuf_take(&t.sb);
}
