/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_LOWER_H
#define DMALIAS_FRONTEND_LOWER_H

#include <clang-c/Index.h>
#include <stdbool.h>

#include "base/strbuf.h"
#include "facts/facts.h"
#include "frontend/build.h"
#include "frontend/frontend.h"
#include "frontend/parse.h"
#include "frontend/ptrmap.h"
#include "frontend/source.h"
#include "frontend/types.h"
#include "units/unit.h"

/*
 * What the files of this folder share while one unit is lowered. Not for
 * other folders.
 */

/* A function that is named: what a call of it has to know. */
struct callee {
	str_id name;
	bool noreturn;
};

struct lowering {
	CXTranslationUnit tu;
	const struct parse *parse;
	const struct unit *unit;
	const struct frontend_options *options;
	struct facts *facts;
	struct sources sources;
	struct types types;
	struct ptrmap symbols; /* declaration -> symbol_id */
	struct ptrmap callees; /* function declaration -> index */
	VEC(struct callee) callee_list;
	struct ptrmap header_funcs; /* seen inline functions of headers */
	VEC(CXCursor) pending; /* those still to be lowered */
	struct build *build; /* operations go here; NULL in constants */
	struct build *function; /* being lowered, or NULL */
	const struct expansion *macro; /* whose arguments are lowered */
	uint32_t macro_begin; /* of the last one judged */
	bool quiet; /* not evaluated (sizeof): no operations */
	unsigned int opaque;
	unsigned int depth; /* of the recursion over cursors */
};

/*
 * A recursion over the syntax tree goes no deeper than this; what is below
 * becomes opaque. The frames of one level stay under 2 KB.
 */
#define LOWER_DEPTH_MAX 1000

/* --- cursor.c: the syntax tree ---------------------------------------- */

/* The children of a cursor, in order. */
struct kids {
	CXCursor *v;
	size_t n;
	size_t room;
};

void kids_get(CXCursor c, struct kids *ret);
void kids_deinit(struct kids *kids);
#define autokids cleanup(kids_deinit) struct kids

/* The n-th child that is an expression, or the null cursor. */
CXCursor kids_expr(const struct kids *kids, size_t n);
size_t kids_count_exprs(const struct kids *kids);

/* Without parentheses, implicit casts and __builtin_expect. */
CXCursor cursor_strip(CXCursor c);

/* The same without written casts, too. */
CXCursor cursor_strip_casts(CXCursor c);

enum CXTypeKind cursor_type_kind(CXCursor c);
bool cursor_is_array(CXCursor c);
bool cursor_is_pointer(CXCursor c);
bool cursor_spelled(CXCursor c, const char *name);

/* The value of an integer constant expression that has no side effect. */
bool cursor_evaluate(CXCursor c, int64_t *ret);
str_id cursor_name(struct lowering *lo, CXCursor c);
str_id string_take(struct lowering *lo, CXString s);

/* --- symbols.c: variables and functions that are named ----------------- */

symbol_id symbol_for(struct lowering *lo, CXCursor decl);
symbol_id symbol_add_param(struct lowering *lo, CXCursor decl, uint32_t index);
symbol_id symbol_add_anonymous(struct lowering *lo, type_id type, span_id span);
const struct callee *callee_for(struct lowering *lo, CXCursor decl);

/* --- node.c: making expressions ---------------------------------------- */

expr_id expr_const(struct lowering *lo, type_id type, int64_t value);
expr_id expr_symbol(struct lowering *lo, symbol_id symbol);
expr_id expr_function(struct lowering *lo, str_id name, type_id type);
expr_id expr_field(struct lowering *lo, expr_id base, str_id name,
		   type_id type);
expr_id expr_index(struct lowering *lo, expr_id base, expr_id index,
		   type_id type);
expr_id expr_deref(struct lowering *lo, expr_id pointer, type_id type);
expr_id expr_addr(struct lowering *lo, expr_id place, type_id type);
expr_id expr_unary(struct lowering *lo, enum expr_oper oper, expr_id a,
		   type_id type);
expr_id expr_binary(struct lowering *lo, enum expr_oper oper, expr_id a,
		    expr_id b, type_id type);
expr_id expr_cast(struct lowering *lo, expr_id a, type_id type);
expr_id expr_new_temp(struct lowering *lo, type_id type);
bool expr_known(const struct lowering *lo, expr_id id, int64_t *ret);

/* Whether nothing that comes later changes what the expression gives. */
bool expr_stable(const struct lowering *lo, expr_id id);

/* Whether it is a local variable or parameter as such. */
bool expr_is_local(const struct lowering *lo, expr_id place);

/* --- expr.c, place.c, value.c, call.c, cond.c --------------------------- */

/* The value of an expression; what it does becomes operations. */
expr_id lower_value(struct lowering *lo, CXCursor c);

/* An expression for what it does alone. */
void lower_effect(struct lowering *lo, CXCursor c);

/* The object that an lvalue denotes; reads the pointers on the way to it. */
expr_id lower_place(struct lowering *lo, CXCursor c);

/* The value of an object: makes the OP_LOAD where one is due. */
expr_id lower_read(struct lowering *lo, expr_id place, CXCursor c);

/* Branch to @yes when @c is not zero, else to @no. */
void lower_cond(struct lowering *lo, CXCursor c, uint32_t yes, uint32_t no);

expr_id lower_opaque(struct lowering *lo, CXCursor c);
expr_id lower_call(struct lowering *lo, CXCursor c, bool used);
expr_id lower_operator(struct lowering *lo, CXCursor c, bool used);
expr_id lower_unexposed(struct lowering *lo, CXCursor c);
expr_id lower_stmt_expr(struct lowering *lo, CXCursor c, bool used);

/*
 * Lower all of a statement expression but its last expression, which is
 * returned (the null cursor when there is none). Its locals are still in
 * scope: the caller ends them.
 */
CXCursor lower_stmt_expr_body(struct lowering *lo, CXCursor c);
expr_id lower_conditional(struct lowering *lo, CXCursor c, bool used);
expr_id lower_gnu_conditional(struct lowering *lo, CXCursor c,
			      const struct kids *kids);
expr_id lower_sizeof(struct lowering *lo, CXCursor c);
expr_id lower_offsetof(struct lowering *lo, CXCursor c);
expr_id lower_compound_literal(struct lowering *lo, CXCursor c);
expr_id lower_chosen(struct lowering *lo, CXCursor c, const struct kids *kids);
expr_id lower_generic(struct lowering *lo, CXCursor c);
expr_id expr_container(struct lowering *lo, expr_id cast);

/* Whether clang lost the member of "child->member" or "child.member". */
bool cursor_hides_member(struct lowering *lo, CXCursor c, CXCursor child);

/* The place "child.member" or "child->member", or 0 when it is none. */
expr_id lower_hidden_member(struct lowering *lo, CXCursor c, CXCursor child);
bool lower_container_of(struct lowering *lo, CXCursor c, expr_id *ret);
expr_id lower_copy(struct lowering *lo, expr_id value, type_id type,
		   CXCursor at);

/* --- stmt.c and the files for single statements ------------------------ */

void lower_stmt(struct lowering *lo, CXCursor c);
void lower_loop(struct lowering *lo, CXCursor c);
void lower_switch(struct lowering *lo, CXCursor c);
void lower_case(struct lowering *lo, CXCursor c);
void lower_asm(struct lowering *lo, CXCursor c);
void lower_jump(struct lowering *lo, CXCursor c);
void lower_label(struct lowering *lo, CXCursor c);
void lower_decl_stmt(struct lowering *lo, CXCursor c);
void lower_label_address(struct lowering *lo, CXCursor c);
void lower_resolve_computed(struct lowering *lo);
uint32_t label_block(struct lowering *lo, CXCursor label);

/* --- function.c -------------------------------------------------------- */

void lower_function(struct lowering *lo, CXCursor c, bool from_header);

/* A function is named: when a header of the driver defines it, it is due. */
void header_function_named(struct lowering *lo, CXCursor decl);

/* --- initializers.c ---------------------------------------------------- */

/* Stores of an initialiser into @place; @type is the type of the object. */
void lower_local_init(struct lowering *lo, expr_id place, CXType type,
		      CXCursor init);
void lower_global_object(struct lowering *lo, expr_id place, CXType type,
			 CXCursor init);
void lower_global_init(struct lowering *lo, CXCursor decl);

/* --- macros.c: macros that the model names ------------------------------ */

/* Lower a named macro as a call of itself; false when @c is not one. */
bool lower_macro(struct lowering *lo, CXCursor c, bool used, expr_id *ret);

void lower_empty_macro(struct lowering *lo, CXCursor c);

/* Whether lower_macro() would take @c. */
bool macro_is_wanted(struct lowering *lo, CXCursor c);

/* --- operations --------------------------------------------------------- */

void emit_assign(struct lowering *lo, expr_id dst, expr_id src,
		 unsigned int flags, span_id span);
str_id call_macro(struct lowering *lo, CXCursor c);
void emit_args(struct lowering *lo, const expr_id *args, size_t n);
expr_id emit_call(struct lowering *lo, struct fact_op *op, CXCursor c,
		  bool used);
void emit_load(struct lowering *lo, expr_id place, span_id span);

#endif
