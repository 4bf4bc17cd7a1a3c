// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"

static const char *const oper_names[] = {
	[OPER_NEG] = "-",  [OPER_NOT] = "~", [OPER_LNOT] = "!",
	[OPER_ADD] = "+",  [OPER_SUB] = "-", [OPER_MUL] = "*",
	[OPER_DIV] = "/",  [OPER_MOD] = "%", [OPER_AND] = "&",
	[OPER_OR] = "|",   [OPER_XOR] = "^", [OPER_SHL] = "<<",
	[OPER_SHR] = ">>", [OPER_EQ] = "==", [OPER_NE] = "!=",
	[OPER_LT] = "<",   [OPER_LE] = "<=", [OPER_GT] = ">",
	[OPER_GE] = ">=",
};

/* How tightly the parts of an expression hold together. */
enum binding {
	BIND_BINARY,
	BIND_UNARY,
	BIND_POSTFIX,
};

static void print_at(const struct facts *f, expr_id id, enum binding least,
		     struct strbuf *sb);

static enum binding binding_of(const struct fact_expr *e)
{
	switch (e->kind) {
	case EXPR_BINARY:
		return BIND_BINARY;
	case EXPR_UNARY:
	case EXPR_DEREF:
	case EXPR_ADDR:
	case EXPR_CAST:
		return BIND_UNARY;
	default:
		return BIND_POSTFIX;
	}
}

static void print_field(const struct facts *f, const struct fact_expr *e,
			struct strbuf *sb)
{
	const struct fact_expr *base = facts_expr(f, e->a);

	if (base->kind == EXPR_DEREF) {
		print_at(f, base->a, BIND_POSTFIX, sb);
		strbuf_addf(sb, "->%s", facts_str(f, e->str));
		return;
	}
	print_at(f, e->a, BIND_POSTFIX, sb);
	strbuf_addf(sb, ".%s", facts_str(f, e->str));
}

static void print_const(const struct facts *f, const struct fact_expr *e,
			struct strbuf *sb)
{
	const struct fact_type *t = facts_type(f, e->type);

	if (e->str)
		strbuf_adds(sb, facts_str(f, e->str));
	else if (t->kind == TYPE_POINTER && !e->value)
		strbuf_adds(sb, "NULL");
	else if (t->kind == TYPE_INT && !(t->flags & TYPE_SIGNED) &&
		 e->value < 0)
		strbuf_addf(sb, "%#" PRIx64, (uint64_t)e->value);
	else
		strbuf_addf(sb, "%" PRId64, e->value);
}

static void print_symbol(const struct facts *f, const struct fact_expr *e,
			 struct strbuf *sb)
{
	const struct fact_symbol *s = facts_symbol(f, e->ref);

	strbuf_adds(sb, s->name ? facts_str(f, s->name) : "(literal)");
}

static void print_call_like(const struct facts *f, const char *name,
			    const struct fact_expr *e, struct strbuf *sb)
{
	strbuf_addf(sb, "%s(", name);
	print_at(f, e->a, BIND_BINARY, sb);
	strbuf_addf(sb, ", %s, %s)", facts_str(f, facts_type(f, e->type)->name),
		    facts_str(f, e->str));
}

static void print_atom(const struct facts *f, const struct fact_expr *e,
		       struct strbuf *sb)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_CONST:
		print_const(f, e, sb);
		break;
	case EXPR_STRING:
		strbuf_addf(sb, "\"%s\"", facts_str(f, e->str));
		break;
	case EXPR_SYMBOL:
		print_symbol(f, e, sb);
		break;
	case EXPR_TEMP:
		strbuf_addf(sb, "%%%" PRId64, e->value);
		break;
	case EXPR_FUNCTION:
		strbuf_adds(sb, facts_str(f, e->str));
		break;
	case EXPR_SIZEOF:
		strbuf_addf(sb, "sizeof(%s)", facts_str(f, e->str));
		break;
	case EXPR_OFFSETOF:
		strbuf_addf(sb, "offsetof(%s)", facts_str(f, e->str));
		break;
	case EXPR_OPAQUE:
		strbuf_addf(sb, "{%s}", facts_str(f, e->str));
		break;
	default:
		strbuf_adds(sb, "void");
		break;
	}
}

static void print_any(const struct facts *f, const struct fact_expr *e,
		      struct strbuf *sb)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_FIELD:
		print_field(f, e, sb);
		break;
	case EXPR_INDEX:
		print_at(f, e->a, BIND_POSTFIX, sb);
		strbuf_addc(sb, '[');
		print_at(f, e->b, BIND_BINARY, sb);
		strbuf_addc(sb, ']');
		break;
	case EXPR_DEREF:
	case EXPR_ADDR:
		strbuf_addc(sb, e->kind == EXPR_DEREF ? '*' : '&');
		print_at(f, e->a, BIND_UNARY, sb);
		break;
	case EXPR_UNARY:
		strbuf_adds(sb, oper_names[e->oper]);
		print_at(f, e->a, BIND_UNARY, sb);
		break;
	case EXPR_BINARY:
		print_at(f, e->a, BIND_UNARY, sb);
		strbuf_addf(sb, " %s ", oper_names[e->oper]);
		print_at(f, e->b, BIND_UNARY, sb);
		break;
	case EXPR_CAST:
		strbuf_addf(sb, "(%s)",
			    facts_str(f, facts_type(f, e->type)->name));
		print_at(f, e->a, BIND_UNARY, sb);
		break;
	case EXPR_CONTAINER:
		print_call_like(f, "container_of", e, sb);
		break;
	default:
		print_atom(f, e, sb);
		break;
	}
}

static void print_at(const struct facts *f, expr_id id, enum binding least,
		     struct strbuf *sb)
{
	const struct fact_expr *e = facts_expr(f, id);
	bool parens = binding_of(e) < least;

	if (parens)
		strbuf_addc(sb, '(');
	print_any(f, e, sb);
	if (parens)
		strbuf_addc(sb, ')');
}

void facts_print_expr(const struct facts *f, unsigned int expr,
		      struct strbuf *sb)
{
	print_at(f, expr, BIND_BINARY, sb);
}

static void print_args(const struct facts *f, const struct fact_op *op,
		       struct strbuf *sb)
{
	strbuf_addc(sb, '(');
	for (uint32_t i = 0; i < op->n_args; i++) {
		if (i)
			strbuf_adds(sb, ", ");
		facts_print_expr(f, f->args.v[op->arg0 + i], sb);
	}
	strbuf_addc(sb, ')');
}

static void print_call(const struct facts *f, const struct fact_op *op,
		       struct strbuf *sb)
{
	if (op->dst) {
		facts_print_expr(f, op->dst, sb);
		strbuf_adds(sb, " = ");
	}
	strbuf_adds(sb, "call ");
	print_at(f, op->src, BIND_POSTFIX, sb);
	print_args(f, op, sb);
	if (op->flags & OP_MACRO)
		strbuf_adds(sb, " [is macro]");
	else if (op->macro)
		strbuf_addf(sb, " [macro %s]", facts_str(f, op->macro));
	if (op->flags & OP_NORETURN)
		strbuf_adds(sb, " [noreturn]");
	if (op->flags & OP_CLEANUP)
		strbuf_adds(sb, " [cleanup]");
}

static void print_assign(const struct facts *f, const struct fact_op *op,
			 struct strbuf *sb)
{
	facts_print_expr(f, op->dst, sb);
	strbuf_adds(sb, " = ");
	facts_print_expr(f, op->src, sb);
	if (op->flags & OP_INIT)
		strbuf_adds(sb, " [init]");
	if (op->flags & OP_COMPOUND)
		strbuf_adds(sb, " [compound]");
}

static void print_op(const struct facts *f, const struct fact_op *op,
		     struct strbuf *sb)
{
	switch ((enum op_kind)op->kind) {
	case OP_CALL:
		print_call(f, op, sb);
		break;
	case OP_ASSIGN:
		print_assign(f, op, sb);
		break;
	case OP_LOAD:
		strbuf_adds(sb, "load ");
		facts_print_expr(f, op->src, sb);
		break;
	case OP_ASM:
		strbuf_adds(sb, "asm ");
		print_args(f, op, sb);
		break;
	case OP_DECL:
		strbuf_addf(sb, "decl ");
		facts_print_expr(f, op->dst, sb);
		strbuf_addf(
			sb, " : %s",
			facts_str(f, facts_type(f, facts_expr(f, op->dst)->type)
					     ->name));
		break;
	case OP_END:
		strbuf_adds(sb, "end ");
		facts_print_expr(f, op->dst, sb);
		break;
	}
}

/* Where a block of @func is; "b0" is its entry. */
static void print_target(const struct fact_func *func, block_id block,
			 struct strbuf *sb)
{
	strbuf_addf(sb, " b%u", block - func->block0);
}

static void print_cases(const struct facts *f, const struct fact_func *func,
			const struct fact_block *b, struct strbuf *sb)
{
	for (uint32_t i = 0; i < b->n_cases; i++) {
		const struct fact_case *c = &f->cases.v[b->case0 + i];

		if (b->term == TERM_SWITCH) {
			strbuf_addf(sb, " %" PRId64, c->lo);
			if (c->hi != c->lo)
				strbuf_addf(sb, "...%" PRId64, c->hi);
			strbuf_addc(sb, ':');
		}
		print_target(func, c->target, sb);
	}
}

static void print_term(const struct facts *f, const struct fact_func *func,
		       const struct fact_block *b, struct strbuf *sb)
{
	static const char *const names[] = {
		[TERM_JUMP] = "jump",	  [TERM_BRANCH] = "branch",
		[TERM_SWITCH] = "switch", [TERM_RETURN] = "return",
		[TERM_COMPUTED] = "goto", [TERM_UNREACHABLE] = "unreachable",
	};

	strbuf_adds(sb, names[b->term]);
	if (b->cond && b->term != TERM_RETURN) {
		strbuf_adds(sb, " (");
		facts_print_expr(f, b->cond, sb);
		strbuf_addc(sb, ')');
	} else if (b->cond) {
		strbuf_addc(sb, ' ');
		facts_print_expr(f, b->cond, sb);
	}
	print_cases(f, func, b, sb);
	if (b->term == TERM_SWITCH)
		strbuf_adds(sb, " default:");
	for (int i = 0; i < 2; i++)
		if (b->target[i])
			print_target(func, b->target[i], sb);
}

static void print_line(const struct facts *f, span_id span, struct strbuf *sb,
		       FILE *out)
{
	const struct fact_span *s = facts_span(f, span);
	autofree char *at = span ? xasprintf("%u:%u", s->line, s->col) :
				   xstrdup("");

	fprintf(out, "%9s  %s\n", at, strbuf_str(sb));
	strbuf_reset(sb);
}

static void print_block(const struct facts *f, const struct fact_func *func,
			block_id id, FILE *out)
{
	const struct fact_block *b = &f->blocks.v[id];
	struct strbuf sb = {};

	fprintf(out, " b%u:\n", id - func->block0);
	for (uint32_t i = 0; i < b->n_ops; i++) {
		const struct fact_op *op = &f->ops.v[b->op0 + i];

		print_op(f, op, &sb);
		print_line(f, op->span, &sb, out);
	}
	print_term(f, func, b, &sb);
	print_line(f, b->span, &sb, out);
	strbuf_deinit(&sb);
}

static void print_flags(const struct fact_func *func, FILE *out)
{
	static const struct {
		unsigned int flag;
		const char *name;
	} names[] = {
		{FUNC_STATIC, "static"},	 {FUNC_INLINE, "inline"},
		{FUNC_VARIADIC, "variadic"},	 {FUNC_NORETURN, "noreturn"},
		{FUNC_INCOMPLETE, "incomplete"}, {FUNC_FROM_HEADER, "header"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (func->flags & names[i].flag)
			fprintf(out, " [%s]", names[i].name);
}

static void print_func(const struct facts *f, const struct fact_func *func,
		       FILE *out)
{
	const struct fact_span *span = facts_span(f, func->span);

	fprintf(out, "%s(", facts_str(f, func->name));
	for (uint32_t i = 0; i < func->n_params; i++) {
		const struct fact_symbol *s = facts_symbol(f, func->param0 + i);

		fprintf(out, "%s%s : %s", i ? ", " : "", facts_str(f, s->name),
			facts_str(f, facts_type(f, s->type)->name));
	}
	fprintf(out, ") : %s at %s:%u",
		facts_str(f, facts_type(f, func->ret)->name),
		facts_str(f, span->file), span->line);
	print_flags(func, out);
	fputc('\n', out);
	for (uint32_t i = 0; i < func->n_blocks; i++)
		print_block(f, func, func->block0 + i, out);
}

static void print_inits(const struct facts *f, FILE *out)
{
	struct strbuf sb = {};

	if (f->inits.n > 1)
		fputs("\ninitialisers\n", out);
	for (size_t i = 1; i < f->inits.n; i++) {
		const struct fact_init *init = &f->inits.v[i];

		facts_print_expr(f, init->place, &sb);
		strbuf_adds(&sb, " = ");
		facts_print_expr(f, init->value, &sb);
		print_line(f, init->span, &sb, out);
	}
	strbuf_deinit(&sb);
}

static void print_size(uint64_t size, FILE *out)
{
	if (size == FACTS_SIZE_UNKNOWN)
		fputs(" size ?", out);
	else
		fprintf(out, " size %" PRIu64, size);
}

static void print_record(const struct facts *f, const struct fact_type *t,
			 FILE *out)
{
	fprintf(out, "%s", facts_str(f, t->name));
	print_size(t->size, out);
	fprintf(out, " align %u\n", t->align);
	for (uint32_t i = 0; i < t->n_fields; i++) {
		const struct fact_field *field = &f->fields.v[t->field0 + i];

		fprintf(out, "%9" PRIu64 "  %s : %s", field->bit_offset,
			facts_str(f, field->name),
			facts_str(f, facts_type(f, field->type)->name));
		if (field->bit_width)
			fprintf(out, " : %u", field->bit_width);
		if (field->flags & FIELD_ALIGNED)
			fputs(" aligned", out);
		fputc('\n', out);
	}
}

/* A record is printed once, though "const struct foo" is a type, too. */
static void print_records(const struct facts *f, FILE *out)
{
	fputs("\nrecords, fields by their offset in bits\n", out);
	for (size_t i = 1; i < f->types.n; i++) {
		const struct fact_type *t = &f->types.v[i];
		bool seen = !t->n_fields;

		for (size_t k = 1; k < i && !seen; k++)
			seen = f->types.v[k].n_fields &&
			       f->types.v[k].field0 == t->field0;
		if (!seen)
			print_record(f, t, out);
	}
}

static void print_globals(const struct facts *f, FILE *out)
{
	static const char *const names[] = {
		[SYMBOL_STATIC_LOCAL] = "static local",
		[SYMBOL_STATIC_GLOBAL] = "static",
		[SYMBOL_GLOBAL] = "global",
		[SYMBOL_EXTERN] = "extern",
	};

	fputs("\nvariables\n", out);
	for (size_t i = 1; i < f->symbols.n; i++) {
		const struct fact_symbol *s = &f->symbols.v[i];
		const struct fact_type *t = facts_type(f, s->type);

		if (s->storage == SYMBOL_PARAM || s->storage == SYMBOL_LOCAL)
			continue;
		fprintf(out, "  %s %s : %s", names[s->storage],
			s->name ? facts_str(f, s->name) : "(literal)",
			facts_str(f, t->name));
		print_size(t->size, out);
		fputc('\n', out);
	}
}

void facts_print_data(const struct facts *f, FILE *out)
{
	print_globals(f, out);
	print_records(f, out);
	print_inits(f, out);
}

void facts_print(const struct facts *f, FILE *out)
{
	fprintf(out, "file %s\n", f->file);
	for (size_t i = 1; i < f->funcs.n; i++) {
		fputc('\n', out);
		print_func(f, &f->funcs.v[i], out);
	}
}
