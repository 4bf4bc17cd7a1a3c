/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_FACTS_H
#define DMALIAS_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

/*
 * The facts of one unit: its functions as control-flow graphs of operations
 * on places, and what has to be known of their types. All references are
 * indices into the arrays of struct facts, so that facts can be written to a
 * file and read back as they are. Index 0 of every array is a filler and
 * means "none".
 *
 * Expressions are free of side effects and hash-consed: the same expression
 * of a unit has the same id. An expression that denotes an object in memory
 * (symbol, field, index, deref) is a place. What it holds depends on where it
 * stands: an operation evaluates its expressions at that point of the path.
 *
 * Everything that has a side effect or an order is an operation: calls,
 * assignments, reads of memory. "&&", "||", "?:" and statement expressions
 * have become control flow over temporaries.
 */
typedef uint32_t str_id;
typedef uint32_t type_id;
typedef uint32_t symbol_id;
typedef uint32_t expr_id;
typedef uint32_t span_id;
typedef uint32_t op_id;
typedef uint32_t block_id;
typedef uint32_t func_id;

#define FACTS_SIZE_UNKNOWN UINT64_MAX

enum type_kind {
	TYPE_UNKNOWN,
	TYPE_VOID,
	TYPE_BOOL,
	TYPE_INT,
	TYPE_ENUM,
	TYPE_FLOAT,
	TYPE_POINTER,
	TYPE_ARRAY,
	TYPE_RECORD,
	TYPE_FUNCTION,
};

enum type_flags {
	TYPE_SIGNED = 1,
	TYPE_CONST = 2,
	TYPE_UNION = 4,
	TYPE_INCOMPLETE = 8,
	TYPE_ANONYMOUS = 16,
	TYPE_VOLATILE = 32,
};

struct fact_type {
	uint8_t kind; /* enum type_kind */
	uint8_t flags; /* enum type_flags */
	uint32_t align; /* bytes, 0 when not known */
	str_id name; /* as C spells it, typedef names kept: "dma_addr_t" */
	str_id record; /* tag of a record or enum without "struct " */
	type_id target; /* pointee, element or return type */
	uint64_t size; /* bytes, or FACTS_SIZE_UNKNOWN */
	uint64_t count; /* elements of an array, 0 when not known */
	uint32_t field0; /* first field of a record in facts.fields */
	uint32_t n_fields;
};

enum field_flags {
	FIELD_ALIGNED = 1, /* an alignment is asked for where it is declared:
			    * a macro may ask for little on this machine */
};

struct fact_field {
	str_id name; /* 0: anonymous member */
	type_id type;
	uint64_t bit_offset;
	uint32_t bit_width; /* of a bit-field, else 0 */
	uint32_t flags; /* enum field_flags */
};

enum symbol_storage {
	SYMBOL_PARAM,
	SYMBOL_LOCAL,
	SYMBOL_STATIC_LOCAL,
	SYMBOL_STATIC_GLOBAL,
	SYMBOL_GLOBAL,
	SYMBOL_EXTERN, /* declared, not defined, in this unit */
};

struct fact_symbol {
	str_id name;
	type_id type;
	func_id func; /* of a parameter or local; 0 for a global */
	uint8_t storage; /* enum symbol_storage */
	uint32_t index; /* of a parameter, from 0 */
	span_id span; /* its declaration */
	str_id cleanup; /* function named by attribute cleanup, or 0 */
};

enum expr_kind {
	EXPR_NONE,
	EXPR_CONST, /* value; str: name of an enumerator, else 0 */
	EXPR_STRING, /* str */
	EXPR_SYMBOL, /* ref: symbol */
	EXPR_TEMP, /* value: number in the function, below n_temps */
	EXPR_FUNCTION, /* str: name, a function named or called */
	EXPR_FIELD, /* a: place of a record; str: field */
	EXPR_INDEX, /* a: array place or pointer value; b: index */
	EXPR_DEREF, /* a: pointer value */
	EXPR_ADDR, /* a: place; also an array that decays to a pointer */
	EXPR_UNARY, /* oper, a */
	EXPR_BINARY, /* oper, a, b */
	EXPR_CAST, /* a, to type; only casts that were written */
	EXPR_SIZEOF, /* value, and str: what it was taken of */
	EXPR_OFFSETOF, /* value (-1 when an index varies), and str */
	EXPR_CONTAINER, /* a: pointer to member; str: member; type: pointer */
	EXPR_OPAQUE, /* str: source text of what was not understood */
};

enum expr_oper {
	OPER_NONE,
	/* unary */
	OPER_NEG,
	OPER_NOT, /* ~ */
	OPER_LNOT, /* ! */
	/* binary */
	OPER_ADD,
	OPER_SUB,
	OPER_MUL,
	OPER_DIV,
	OPER_MOD,
	OPER_AND,
	OPER_OR,
	OPER_XOR,
	OPER_SHL,
	OPER_SHR,
	OPER_EQ,
	OPER_NE,
	OPER_LT,
	OPER_LE,
	OPER_GT,
	OPER_GE,
};

struct fact_expr {
	uint8_t kind; /* enum expr_kind */
	uint8_t oper; /* enum expr_oper */
	type_id type;
	expr_id a, b;
	uint32_t ref;
	str_id str;
	int64_t value;
};

struct fact_span {
	str_id file; /* relative to the tree root when below it */
	uint32_t line, col, end_line, end_col; /* from 1; columns in bytes */
	str_id macro; /* outermost macro as written here, or 0 */
};

enum op_kind {
	OP_CALL, /* dst (temporary or 0) = callee(args) */
	OP_ASSIGN, /* dst = src; dst an aggregate and src 0: all of it is 0 */
	OP_LOAD, /* memory at place src is read here */
	OP_ASM, /* args: places written (clobbered) */
	OP_DECL, /* dst: local whose life begins here, content undefined */
	OP_END, /* dst: local whose scope ends here; none at a return */
};

enum op_flags {
	OP_NORETURN = 1, /* the callee does not come back */
	OP_MACRO = 2, /* callee is the macro itself, not a function */
	OP_INIT = 4, /* assignment written as an initialiser */
	OP_CLEANUP = 8, /* call made by attribute cleanup */
	OP_COMPOUND = 16, /* assignment written as "+=", "++" or the like */
};

struct fact_op {
	uint8_t kind; /* enum op_kind */
	uint8_t flags; /* enum op_flags */
	expr_id dst;
	expr_id src; /* callee of a call; value of an assignment */
	uint32_t arg0; /* first argument in facts.args */
	uint32_t n_args;
	span_id span;
	str_id macro; /* macro written here whose expansion made the call:
		       * "dma_map_single" for dma_map_single_attrs(); or 0 */
};

enum term_kind {
	TERM_JUMP, /* to target[0] */
	TERM_BRANCH, /* cond != 0: target[0], else target[1] */
	TERM_SWITCH, /* on cond: cases; target[0] is the default */
	TERM_RETURN, /* cond: value, or 0 */
	TERM_UNREACHABLE, /* after a call that does not return */
	TERM_COMPUTED, /* computed goto or asm goto: any of cases, or
			* target[0] (fall through) when it is set */
};

struct fact_case {
	int64_t lo, hi; /* inclusive; equal for a plain case */
	block_id target;
};

struct fact_block {
	op_id op0; /* operations, arguments and cases of later elements
		    * come later; none are shared */
	uint32_t n_ops;
	uint8_t term; /* enum term_kind */
	expr_id cond;
	block_id target[2];
	uint32_t case0;
	uint32_t n_cases;
	span_id span; /* of the terminator's condition or statement */
};

enum func_flags {
	FUNC_STATIC = 1,
	FUNC_INLINE = 2,
	FUNC_VARIADIC = 4,
	FUNC_NORETURN = 8,
	FUNC_INCOMPLETE = 16, /* a statement in it was not understood */
	FUNC_FROM_HEADER = 32,
};

struct fact_func {
	str_id name;
	type_id ret;
	uint8_t flags; /* enum func_flags */
	span_id span; /* whole definition */
	symbol_id param0;
	uint32_t n_params;
	block_id block0; /* entry; blocks of a function are contiguous */
	uint32_t n_blocks;
	uint32_t n_temps;
	uint32_t n_opaque; /* expressions not understood */
};

/* One leaf of a global's initialiser: ops tables, device id tables. */
struct fact_init {
	expr_id place; /* foo_ops.probe, table[3].name */
	expr_id value;
	span_id span;
};

struct facts {
	char *file; /* main file, relative to the tree root when below */
	char *directory; /* where relative names are relative to */
	char *strings; /* all strings, NUL-terminated; offset is the id */
	size_t strings_len, strings_room;
	VEC(struct fact_type) types;
	VEC(struct fact_field) fields;
	VEC(struct fact_symbol) symbols;
	VEC(struct fact_expr) exprs;
	VEC(struct fact_span) spans;
	VEC(struct fact_op) ops;
	VEC(expr_id) args;
	VEC(struct fact_case) cases;
	VEC(struct fact_block) blocks;
	VEC(struct fact_func) funcs;
	VEC(struct fact_init) inits;
	/* Builders' indices; empty in facts that were read from a file. */
	struct strmap string_index;
	struct idmap expr_index;
};

/* Make empty facts, with the fillers at index 0. */
struct facts *facts_create(const char *file, const char *directory);
void facts_destroy(struct facts *f);

/* The string of an id; "" for 0. Valid until the next facts_str_add(). */
const char *facts_str(const struct facts *f, str_id id);

/* The id of a string, also of facts that were read from a file; 0 when there
 * is none. Looks through all of them. */
str_id facts_str_find(const struct facts *f, const char *s);

/* The id of a string, added when it is new. NULL and "" give 0. */
str_id facts_str_add(struct facts *f, const char *s);

/* The id of an expression equal to @e, added when it is new. */
expr_id facts_expr_add(struct facts *f, const struct fact_expr *e);

/* Look up by id, bounds-asserted. */
const struct fact_expr *facts_expr(const struct facts *f, expr_id id);
const struct fact_type *facts_type(const struct facts *f, type_id id);
const struct fact_symbol *facts_symbol(const struct facts *f, symbol_id id);
const struct fact_span *facts_span(const struct facts *f, span_id id);

/* The function called @name that is defined in the unit, or 0. */
func_id facts_func_find(const struct facts *f, const char *name);

/* Whether @e is a place: an object in memory, not only a value. */
bool facts_expr_is_place(const struct fact_expr *e);

/* The name of a called function or macro, NULL for a call via pointer. */
const char *facts_callee(const struct facts *f, const struct fact_op *op);

#endif
