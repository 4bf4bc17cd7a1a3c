// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/*
 * The macro written here whose expansion made the call: the one that begins
 * where clang says the call was written. A call that was written as an
 * argument of a macro has the place of the argument.
 */
str_id call_macro(struct lowering *lo, CXCursor c)
{
	struct source_point p =
		source_point(lo, clang_getRangeStart(clang_getCursorExtent(c)));
	const struct expansion *e;
	bool object_like;

	if (!p.file)
		return 0;
	e = source_expansion_at(p.file, p.offset);
	if (!e)
		return 0;
	object_like = e->end - e->begin ==
		      strlen(facts_str(lo->facts, e->name));
	return object_like || source_range(lo, c).end.offset == e->end ?
		       e->name :
		       0;
}

/* Builtins that are not calls. Return: whether it was one. */
static bool builtin(struct lowering *lo, CXCursor c, const char *name,
		    const struct kids *kids, expr_id *ret)
{
	int64_t value = 0;

	if (!strcmp(name, "__builtin_expect") ||
	    !strcmp(name, "__builtin_expect_with_probability")) {
		*ret = kids->n > 1 ? lower_value(lo, kids->v[1]) : 0;
		return true;
	}
	if (!strcmp(name, "__builtin_constant_p")) {
		if (!cursor_evaluate(c, &value))
			value = 0;
		*ret = expr_const(lo, type_of(lo, c), value);
		return true;
	}
	if (!strcmp(name, "__builtin_object_size") ||
	    !strcmp(name, "__builtin_dynamic_object_size")) {
		/* what it says of an object that it does not know */
		if (!cursor_evaluate(c, &value))
			value = -1;
		*ret = expr_const(lo, type_of(lo, c), value);
		return true;
	}
	/* __builtin_clz() and the like of a constant */
	if (!strncmp(name, "__builtin_", 10) && cursor_evaluate(c, &value)) {
		*ret = expr_const(lo, type_of(lo, c), value);
		return true;
	}
	return false;
}

static const struct callee *direct_callee(struct lowering *lo, CXCursor callee)
{
	CXCursor c = cursor_strip(callee);
	CXCursor decl;

	if (clang_getCursorKind(c) != CXCursor_DeclRefExpr)
		return NULL;
	decl = clang_getCursorReferenced(c);
	if (clang_getCursorKind(decl) != CXCursor_FunctionDecl)
		return NULL;
	return callee_for(lo, decl);
}

static void lower_args(struct lowering *lo, const struct kids *kids,
		       struct fact_op *op)
{
	VEC(expr_id) args = {};

	for (size_t i = 1; i < kids->n; i++)
		if (clang_isExpression(clang_getCursorKind(kids->v[i])))
			vec_push(&args, lower_value(lo, kids->v[i]));
	op->n_args = args.n;
	if (!lo->quiet)
		emit_args(lo, args.v, args.n);
	vec_deinit(&args);
}

void emit_args(struct lowering *lo, const expr_id *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vec_push(&lo->build->args, args[i]);
}

expr_id emit_call(struct lowering *lo, struct fact_op *op, CXCursor c,
		  bool used)
{
	type_id type = type_of(lo, c);

	op->kind = OP_CALL;
	if (used && facts_type(lo->facts, type)->kind != TYPE_VOID)
		op->dst = expr_new_temp(lo, type);
	if (lo->quiet)
		return op->dst;
	build_op(lo->build, op);
	if (op->flags & OP_NORETURN)
		build_unreachable(lo->build, op->span);
	return op->dst;
}

expr_id lower_call(struct lowering *lo, CXCursor c, bool used)
{
	const struct callee *callee;
	struct fact_op op = {};
	autokids kids = {};
	expr_id value;

	kids_get(c, &kids);
	if (!kids.n || !clang_isExpression(clang_getCursorKind(kids.v[0])))
		return lower_opaque(lo, c);
	callee = direct_callee(lo, kids.v[0]);
	if (callee) {
		bool noreturn = callee->noreturn;
		str_id name = callee->name;
		autofree char *text = xstrdup(facts_str(lo->facts, name));

		if (builtin(lo, c, text, &kids, &value))
			return value;
		op.src = expr_function(lo, name,
				       type_of(lo, cursor_strip(kids.v[0])));
		op.flags = noreturn ? OP_NORETURN : 0;
	} else if (lo->build) {
		op.src = lower_value(lo, kids.v[0]);
	}
	if (!lo->build)
		return lower_opaque(lo, c);
	lower_args(lo, &kids, &op);
	op.span = source_span(lo, c);
	op.macro = call_macro(lo, c);
	return emit_call(lo, &op, c, used);
}
