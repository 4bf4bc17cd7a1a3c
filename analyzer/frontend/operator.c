// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/lower.h"

static enum expr_oper binary_oper(enum CXBinaryOperatorKind kind)
{
	switch (kind) {
	case CXBinaryOperator_Mul:
	case CXBinaryOperator_MulAssign:
		return OPER_MUL;
	case CXBinaryOperator_Div:
	case CXBinaryOperator_DivAssign:
		return OPER_DIV;
	case CXBinaryOperator_Rem:
	case CXBinaryOperator_RemAssign:
		return OPER_MOD;
	case CXBinaryOperator_Add:
	case CXBinaryOperator_AddAssign:
		return OPER_ADD;
	case CXBinaryOperator_Sub:
	case CXBinaryOperator_SubAssign:
		return OPER_SUB;
	case CXBinaryOperator_Shl:
	case CXBinaryOperator_ShlAssign:
		return OPER_SHL;
	case CXBinaryOperator_Shr:
	case CXBinaryOperator_ShrAssign:
		return OPER_SHR;
	case CXBinaryOperator_And:
	case CXBinaryOperator_AndAssign:
		return OPER_AND;
	case CXBinaryOperator_Xor:
	case CXBinaryOperator_XorAssign:
		return OPER_XOR;
	case CXBinaryOperator_Or:
	case CXBinaryOperator_OrAssign:
		return OPER_OR;
	case CXBinaryOperator_LT:
		return OPER_LT;
	case CXBinaryOperator_GT:
		return OPER_GT;
	case CXBinaryOperator_LE:
		return OPER_LE;
	case CXBinaryOperator_GE:
		return OPER_GE;
	case CXBinaryOperator_EQ:
		return OPER_EQ;
	case CXBinaryOperator_NE:
		return OPER_NE;
	default:
		return OPER_NONE;
	}
}

/* An operator over constants is a constant: clang knows its width. */
static expr_id fold(struct lowering *lo, CXCursor c, expr_id e)
{
	const struct fact_expr *x = facts_expr(lo->facts, e);
	int64_t value;

	if (!expr_known(lo, x->a, &value) ||
	    (x->kind == EXPR_BINARY && !expr_known(lo, x->b, &value)) ||
	    !cursor_evaluate(c, &value))
		return e;
	return expr_const(lo, x->type, value);
}

static expr_id logical(struct lowering *lo, CXCursor c)
{
	struct build *b = lo->build;
	type_id type = type_of(lo, c);
	span_id span = source_span(lo, c);
	uint32_t yes, no, join;
	expr_id temp;

	if (!b || lo->quiet)
		return lower_opaque(lo, c);
	yes = build_block_new(b);
	no = build_block_new(b);
	lower_cond(lo, c, yes, no);
	if (!b->blocks.v[yes].targeted || !b->blocks.v[no].targeted) {
		bool value = b->blocks.v[yes].targeted;

		build_follow(b, value ? yes : no);
		return expr_const(lo, type, value);
	}
	join = build_block_new(b);
	temp = expr_new_temp(lo, type);
	build_follow(b, yes);
	emit_assign(lo, temp, expr_const(lo, type, 1), 0, span);
	build_jump(b, join, span);
	build_follow(b, no);
	emit_assign(lo, temp, expr_const(lo, type, 0), 0, span);
	build_follow(b, join);
	return temp;
}

static expr_id assign(struct lowering *lo, CXCursor c, const struct kids *kids,
		      bool used)
{
	expr_id value = lower_value(lo, kids->v[1]);
	expr_id place = lower_place(lo, kids->v[0]);

	emit_assign(lo, place, value, 0, source_span(lo, c));
	if (!used || expr_is_local(lo, place))
		return place;
	return expr_stable(lo, value) ? value : place;
}

static expr_id compound(struct lowering *lo, CXCursor c,
			const struct kids *kids)
{
	enum expr_oper oper = binary_oper(clang_getCursorBinaryOperatorKind(c));
	expr_id value = lower_value(lo, kids->v[1]);
	expr_id place = lower_place(lo, kids->v[0]);

	lower_read(lo, place, kids->v[0]);
	value = expr_binary(lo, oper, place, value, type_of(lo, c));
	emit_assign(lo, place, value, OP_COMPOUND, source_span(lo, c));
	return place;
}

static expr_id comma(struct lowering *lo, const struct kids *kids, bool used)
{
	lower_effect(lo, kids->v[0]);
	if (used)
		return lower_value(lo, kids->v[1]);
	lower_effect(lo, kids->v[1]);
	return 0;
}

static expr_id binary(struct lowering *lo, CXCursor c, bool used)
{
	enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(c);
	autokids kids = {};
	expr_id a, b;

	if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr)
		return logical(lo, c);
	kids_get(c, &kids);
	if (kids.n != 2)
		return lower_opaque(lo, c);
	if (kind == CXBinaryOperator_Comma)
		return comma(lo, &kids, used);
	if (kind == CXBinaryOperator_Assign)
		return assign(lo, c, &kids, used);
	if (clang_getCursorKind(c) == CXCursor_CompoundAssignOperator)
		return compound(lo, c, &kids);
	a = lower_value(lo, kids.v[0]);
	b = lower_value(lo, kids.v[1]);
	if (binary_oper(kind) == OPER_NONE)
		return lower_opaque(lo, c);
	return fold(lo, c,
		    expr_binary(lo, binary_oper(kind), a, b, type_of(lo, c)));
}

static expr_id step(struct lowering *lo, CXCursor c, CXCursor operand,
		    enum CXUnaryOperatorKind kind, bool used)
{
	bool post = kind == CXUnaryOperator_PostInc ||
		    kind == CXUnaryOperator_PostDec;
	bool inc = kind == CXUnaryOperator_PostInc ||
		   kind == CXUnaryOperator_PreInc;
	expr_id place = lower_place(lo, operand);
	type_id type = type_of(lo, c);
	expr_id old = lower_read(lo, place, operand);
	expr_id ret = place;

	if (used && post)
		ret = lower_copy(lo, old, type, c);
	emit_assign(lo, place,
		    expr_binary(lo, inc ? OPER_ADD : OPER_SUB, place,
				expr_const(lo, 0, 1), type),
		    OP_COMPOUND, source_span(lo, c));
	return ret;
}

static expr_id address(struct lowering *lo, CXCursor c, CXCursor operand)
{
	return expr_addr(lo, lower_place(lo, operand), type_of(lo, c));
}

static expr_id unary(struct lowering *lo, CXCursor c, bool used)
{
	enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(c);
	autokids kids = {};
	enum expr_oper oper;

	kids_get(c, &kids);
	if (kids.n != 1)
		return lower_opaque(lo, c);
	switch (kind) {
	case CXUnaryOperator_PostInc:
	case CXUnaryOperator_PostDec:
	case CXUnaryOperator_PreInc:
	case CXUnaryOperator_PreDec:
		return step(lo, c, kids.v[0], kind, used);
	case CXUnaryOperator_AddrOf:
		return address(lo, c, kids.v[0]);
	case CXUnaryOperator_Deref:
		if (facts_type(lo->facts, type_of(lo, c))->kind ==
		    TYPE_FUNCTION)
			return lower_value(lo, kids.v[0]);
		return lower_read(lo, lower_place(lo, c), c);
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Extension:
		return lower_value(lo, kids.v[0]);
	case CXUnaryOperator_Minus:
		oper = OPER_NEG;
		break;
	case CXUnaryOperator_Not:
		oper = OPER_NOT;
		break;
	case CXUnaryOperator_LNot:
		oper = OPER_LNOT;
		break;
	default:
		return lower_opaque(lo, c);
	}
	return fold(lo, c,
		    expr_unary(lo, oper, lower_value(lo, kids.v[0]),
			       type_of(lo, c)));
}

expr_id lower_operator(struct lowering *lo, CXCursor c, bool used)
{
	if (clang_getCursorKind(c) == CXCursor_UnaryOperator)
		return unary(lo, c, used);
	return binary(lo, c, used);
}
