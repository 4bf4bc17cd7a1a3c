// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "facts/facts.h"
#include "facts/layout.h"
#include "facts/validate.h"

#define OP_FLAGS_ALL \
	(OP_NORETURN | OP_MACRO | OP_INIT | OP_CLEANUP | OP_COMPOUND)
#define FUNC_FLAGS_ALL                                               \
	(FUNC_STATIC | FUNC_INLINE | FUNC_VARIADIC | FUNC_NORETURN | \
	 FUNC_INCOMPLETE | FUNC_FROM_HEADER)

/* What is known of the facts while they are checked. */
struct check {
	const struct facts *f;
	uint16_t *depth; /* of each expression */
	int64_t *temp; /* greatest temporary in it, -1: none */
	func_id *block_func; /* whose block it is */
	uint64_t args_end, ops_end, cases_end; /* of the element before */
};

bool facts_valid_str(const struct facts *f, str_id id)
{
	return id == 0 || (id < f->strings_len && !f->strings[id - 1]);
}

static bool in_range(uint64_t first, uint64_t n, size_t limit)
{
	return first + n <= limit && (first || !n);
}

/*
 * Whether a part of another array begins where that of the element before
 * has ended, or later. Parts in common would let a small file stand for an
 * endless amount of work.
 */
static bool part_follows(uint64_t first, uint64_t n, size_t limit,
			 uint64_t *end)
{
	if (!in_range(first, n, limit) || (n && first < *end))
		return false;
	if (n)
		*end = first + n;
	return true;
}

static const char *strings_fault(const struct facts *f)
{
	if (!f->strings_len || f->strings_len > UINT32_MAX)
		return "length";
	if (f->strings[0] || f->strings[f->strings_len - 1])
		return "end";
	return NULL;
}

static bool is_zero(const char *p, size_t n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

static bool filler_is_zero(const struct facts *f,
			   const struct facts_array *array)
{
	const struct facts_vec *vec = facts_array_vec(f, array);

	if (!vec->n || vec->n > UINT32_MAX)
		return false;
	for (size_t i = 0; i < array->n_columns; i++)
		if (!is_zero(vec->v + array->columns[i].offset,
			     array->columns[i].size))
			return false;
	return true;
}

static const char *symbol_fault(struct check *c, uint32_t i)
{
	const struct facts *f = c->f;
	const struct fact_symbol *s = &f->symbols.v[i];

	if (!facts_valid_str(f, s->name) || !facts_valid_str(f, s->cleanup))
		return "name";
	if (s->type >= f->types.n)
		return "type";
	if (s->func >= f->funcs.n)
		return "function";
	if (s->storage > SYMBOL_EXTERN)
		return "storage";
	return s->span < f->spans.n ? NULL : "span";
}

static const char *span_fault(struct check *c, uint32_t i)
{
	const struct fact_span *s = &c->f->spans.v[i];

	if (!facts_valid_str(c->f, s->file) || !facts_valid_str(c->f, s->macro))
		return "name";
	return NULL;
}

/* How many of a, b an expression has. */
static unsigned int n_operands(enum expr_kind kind)
{
	switch (kind) {
	case EXPR_INDEX:
	case EXPR_BINARY:
		return 2;
	case EXPR_FIELD:
	case EXPR_DEREF:
	case EXPR_ADDR:
	case EXPR_UNARY:
	case EXPR_CAST:
	case EXPR_CONTAINER:
		return 1;
	default:
		return 0;
	}
}

static bool oper_fits(const struct fact_expr *e)
{
	switch (e->kind) {
	case EXPR_UNARY:
		return e->oper >= OPER_NEG && e->oper <= OPER_LNOT;
	case EXPR_BINARY:
		return e->oper >= OPER_ADD && e->oper <= OPER_GE;
	default:
		return e->oper == OPER_NONE;
	}
}

static void note_operand(struct check *c, uint32_t i, expr_id operand)
{
	if (c->depth[operand] >= c->depth[i])
		c->depth[i] = c->depth[operand] + 1;
	if (c->temp[operand] > c->temp[i])
		c->temp[i] = c->temp[operand];
}

static const char *expr_fault(struct check *c, uint32_t i)
{
	const struct fact_expr *e = &c->f->exprs.v[i];
	unsigned int n = n_operands(e->kind);

	if (e->kind > EXPR_OPAQUE || (e->kind == EXPR_NONE) != (i == 0))
		return "kind";
	if (!oper_fits(e))
		return "operator";
	if (e->type >= c->f->types.n)
		return "type";
	if ((n >= 1) != (e->a != 0) || (n == 2) != (e->b != 0) ||
	    (e->a && e->a >= i) || (e->b && e->b >= i))
		return "operand";
	if (e->ref >= c->f->symbols.n || (e->kind == EXPR_SYMBOL && !e->ref))
		return "symbol";
	if (!facts_valid_str(c->f, e->str))
		return "string";
	if (e->kind == EXPR_TEMP && (e->value < 0 || e->value > UINT32_MAX))
		return "number";
	c->temp[i] = e->kind == EXPR_TEMP ? e->value : -1;
	note_operand(c, i, e->a);
	note_operand(c, i, e->b);
	return c->depth[i] > FACTS_EXPR_DEPTH_MAX ? "depth" : NULL;
}

static bool op_has_operands(const struct fact_op *op)
{
	switch (op->kind) {
	case OP_CALL:
	case OP_LOAD:
		return op->src;
	case OP_ASSIGN: /* without a source: zeroed as a whole */
	case OP_DECL:
	case OP_END:
		return op->dst;
	default:
		return true;
	}
}

static const char *op_fault(struct check *c, uint32_t i)
{
	const struct facts *f = c->f;
	const struct fact_op *op = &f->ops.v[i];

	if (op->kind > OP_END || op->flags & ~OP_FLAGS_ALL)
		return "kind";
	if (op->dst >= f->exprs.n || op->src >= f->exprs.n ||
	    (i && !op_has_operands(op)))
		return "operand";
	if (!part_follows(op->arg0, op->n_args, f->args.n, &c->args_end))
		return "argument";
	if (op->span >= f->spans.n)
		return "span";
	return facts_valid_str(f, op->macro) ? NULL : "macro";
}

static const char *arg_fault(struct check *c, uint32_t i)
{
	return c->f->args.v[i] < c->f->exprs.n ? NULL : "expression";
}

static const char *case_fault(struct check *c, uint32_t i)
{
	return c->f->cases.v[i].target < c->f->blocks.n ? NULL : "target";
}

static const char *block_fault(struct check *c, uint32_t i)
{
	const struct facts *f = c->f;
	const struct fact_block *b = &f->blocks.v[i];

	if (b->term > TERM_COMPUTED)
		return "terminator";
	if (!part_follows(b->op0, b->n_ops, f->ops.n, &c->ops_end))
		return "operation";
	if (!part_follows(b->case0, b->n_cases, f->cases.n, &c->cases_end))
		return "case";
	if (b->cond >= f->exprs.n)
		return "condition";
	return b->span < f->spans.n ? NULL : "span";
}

static bool targets_fit(const struct facts *f, const struct fact_func *func,
			const struct fact_block *b)
{
	static const unsigned int needed[] = {[TERM_JUMP] = 1,
					      [TERM_BRANCH] = 2,
					      [TERM_SWITCH] = 1,
					      [TERM_COMPUTED] = 0};
	block_id end = func->block0 + func->n_blocks;

	for (unsigned int i = 0; i < 2; i++) {
		bool need = b->term < ARRAY_SIZE(needed) && i < needed[b->term];

		if (!b->target[i] && !need)
			continue;
		if (b->target[i] < func->block0 || b->target[i] >= end)
			return false;
	}
	for (uint32_t i = 0; i < b->n_cases; i++) {
		block_id target = f->cases.v[b->case0 + i].target;

		if (target < func->block0 || target >= end)
			return false;
	}
	return true;
}

static bool temps_fit(struct check *c, const struct fact_block *b,
		      int64_t limit)
{
	const struct facts *f = c->f;

	if (c->temp[b->cond] >= limit)
		return false;
	for (uint32_t i = b->op0; i < b->op0 + b->n_ops; i++) {
		const struct fact_op *op = &f->ops.v[i];

		if (c->temp[op->dst] >= limit || c->temp[op->src] >= limit)
			return false;
		for (uint32_t k = 0; k < op->n_args; k++)
			if (c->temp[f->args.v[op->arg0 + k]] >= limit)
				return false;
	}
	return true;
}

static const char *body_fault(struct check *c, func_id id)
{
	const struct fact_func *func = &c->f->funcs.v[id];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		block_id block = func->block0 + i;
		const struct fact_block *b = &c->f->blocks.v[block];

		if (c->block_func[block])
			return "block: it is another function's";
		c->block_func[block] = id;
		if (!targets_fit(c->f, func, b))
			return "target of a block";
		if (!temps_fit(c, b, func->n_temps))
			return "number of temporaries";
	}
	return NULL;
}

static const char *params_fault(const struct facts *f, func_id id)
{
	const struct fact_func *func = &f->funcs.v[id];

	if (!in_range(func->param0, func->n_params, f->symbols.n))
		return "parameter";
	for (uint32_t i = 0; i < func->n_params; i++) {
		const struct fact_symbol *s = &f->symbols.v[func->param0 + i];

		if (s->storage != SYMBOL_PARAM || s->func != id ||
		    s->index != i)
			return "parameter";
	}
	return NULL;
}

static const char *func_fault(struct check *c, uint32_t i)
{
	const struct facts *f = c->f;
	const struct fact_func *func = &f->funcs.v[i];
	const char *fault;

	if (func->flags & ~FUNC_FLAGS_ALL)
		return "flags";
	if (!facts_valid_str(f, func->name))
		return "name";
	if (func->ret >= f->types.n)
		return "type";
	if (func->span >= f->spans.n)
		return "span";
	if ((i && !func->n_blocks) ||
	    !in_range(func->block0, func->n_blocks, f->blocks.n))
		return "block";
	fault = params_fault(f, i);
	return fault ? fault : body_fault(c, i);
}

static const char *init_fault(struct check *c, uint32_t i)
{
	const struct fact_init *init = &c->f->inits.v[i];

	if (init->place >= c->f->exprs.n || init->value >= c->f->exprs.n)
		return "expression";
	return init->span < c->f->spans.n ? NULL : "span";
}

/* In this order: each may take for granted what was checked before it. */
static const struct {
	const char *what;
	const char *(*fault)(struct check *c, uint32_t i);
	size_t n_offset;
} steps[] = {
	{"span", span_fault, offsetof(struct facts, spans.n)},
	{"symbol", symbol_fault, offsetof(struct facts, symbols.n)},
	{"expression", expr_fault, offsetof(struct facts, exprs.n)},
	{"argument", arg_fault, offsetof(struct facts, args.n)},
	{"operation", op_fault, offsetof(struct facts, ops.n)},
	{"case", case_fault, offsetof(struct facts, cases.n)},
	{"block", block_fault, offsetof(struct facts, blocks.n)},
	{"function", func_fault, offsetof(struct facts, funcs.n)},
	{"initialiser", init_fault, offsetof(struct facts, inits.n)},
};

static struct dm_error *check_elements(struct check *c)
{
	for (size_t s = 0; s < ARRAY_SIZE(steps); s++) {
		size_t n = *(const size_t *)((const char *)c->f +
					     steps[s].n_offset);

		for (size_t i = 0; i < n; i++) {
			const char *fault = steps[s].fault(c, i);

			if (fault)
				return dm_error(DM_ERR_INPUT, "%s %zu: bad %s",
						steps[s].what, i, fault);
		}
	}
	return NULL;
}

static struct dm_error *check_frame(const struct facts *f)
{
	const char *fault = strings_fault(f);

	if (fault)
		return dm_error(DM_ERR_INPUT, "strings: bad %s", fault);
	for (size_t i = 0; i < FACTS_N_ARRAYS; i++)
		if (!filler_is_zero(f, &facts_arrays[i]))
			return dm_error(DM_ERR_INPUT, "%s: bad first element",
					facts_arrays[i].name);
	return NULL;
}

struct dm_error *facts_validate(const struct facts *f)
{
	struct check c = {.f = f};
	struct dm_error *err = check_frame(f);

	if (!err)
		err = facts_validate_types(f);
	if (err)
		return err;
	c.depth = xcalloc(f->exprs.n, sizeof(*c.depth));
	c.temp = xcalloc(f->exprs.n, sizeof(*c.temp));
	c.block_func = xcalloc(f->blocks.n, sizeof(*c.block_func));
	err = check_elements(&c);
	free(c.depth);
	free(c.temp);
	free(c.block_func);
	return err;
}
