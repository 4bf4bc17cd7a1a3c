/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_TESTS_RANDOM_FACTS_H
#define DMALIAS_TESTS_RANDOM_FACTS_H

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "facts/facts.h"

/*
 * Facts without a program behind them that keep to every rule of facts.h:
 * for tests of what must work on any facts. The same seed gives the same.
 */
static inline uint32_t below(unsigned int *seed, uint32_t n)
{
	return n ? (uint32_t)rand_r(seed) % n : 0;
}

/* From 1, for references that may not be "none". */
static inline uint32_t some(unsigned int *seed, uint32_t n)
{
	return n > 1 ? 1 + below(seed, n - 1) : 0;
}

static inline str_id random_str(struct facts *f, unsigned int *seed)
{
	autofree char *s = xasprintf("name_%u", below(seed, 300));

	return facts_str_add(f, below(seed, 5) ? s : NULL);
}

static inline void random_types(struct facts *f, unsigned int *seed, size_t n)
{
	while (f->types.n < n) {
		struct fact_type *t = vec_add(&f->types);

		t->kind = below(seed, TYPE_FUNCTION + 1);
		t->flags = below(seed, 64);
		t->align = 1u << below(seed, 7);
		t->name = random_str(f, seed);
		t->target = below(seed, f->types.n - 1);
		t->size = below(seed, 9) ? below(seed, 4096) :
					   FACTS_SIZE_UNKNOWN;
		t->count = t->kind == TYPE_ARRAY ? below(seed, 100) : 0;
		if (t->kind != TYPE_RECORD)
			continue;
		t->field0 = f->fields.n;
		t->n_fields = below(seed, 6);
		for (uint32_t i = 0; i < t->n_fields; i++)
			vec_push(&f->fields,
				 ((struct fact_field){
					 .name = random_str(f, seed),
					 .type = t->target,
					 .bit_offset = i * 32,
					 .bit_width = below(seed, 8)}));
	}
	/* Pointers into records close circles. */
	for (size_t i = 1; i < n; i++)
		if (f->types.v[i].kind == TYPE_POINTER)
			for (size_t k = i; k < n; k++)
				if (f->types.v[k].kind == TYPE_RECORD &&
				    !f->types.v[k].target)
					f->types.v[i].target = k;
}

static inline void random_spans(struct facts *f, unsigned int *seed, size_t n)
{
	while (f->spans.n < n)
		vec_push(&f->spans,
			 ((struct fact_span){.file = random_str(f, seed),
					     .line = some(seed, 9000),
					     .col = some(seed, 80),
					     .end_line = some(seed, 9000),
					     .end_col = some(seed, 80),
					     .macro = random_str(f, seed)}));
}

static inline void random_symbols(struct facts *f, unsigned int *seed, size_t n)
{
	while (f->symbols.n < n)
		vec_push(&f->symbols,
			 ((struct fact_symbol){.name = random_str(f, seed),
					       .type = below(seed, f->types.n),
					       .storage = SYMBOL_STATIC_GLOBAL +
							  below(seed, 3),
					       .span = below(seed,
							     f->spans.n)}));
}

static inline void random_exprs(struct facts *f, unsigned int *seed, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct fact_expr e = {
			.kind = some(seed, EXPR_OPAQUE + 1),
			.type = below(seed, f->types.n),
			.value = (int64_t)below(seed, 5) - 2,
			.str = random_str(f, seed),
		};

		if (e.kind == EXPR_TEMP)
			e.value = below(seed, 3);
		if (e.kind == EXPR_SYMBOL)
			e.ref = some(seed, f->symbols.n);
		if (e.kind >= EXPR_FIELD && e.kind != EXPR_SIZEOF &&
		    e.kind != EXPR_OFFSETOF && e.kind != EXPR_OPAQUE)
			e.a = some(seed, f->exprs.n);
		if (e.kind == EXPR_INDEX || e.kind == EXPR_BINARY)
			e.b = some(seed, f->exprs.n);
		if (e.kind == EXPR_UNARY)
			e.oper = OPER_NEG + below(seed, 3);
		if (e.kind == EXPR_BINARY)
			e.oper = OPER_ADD + below(seed, 16);
		if ((e.kind == EXPR_SYMBOL && !e.ref) ||
		    (e.kind >= EXPR_FIELD && f->exprs.n < 2))
			continue;
		facts_expr_add(f, &e);
	}
}

static inline void random_ops(struct facts *f, unsigned int *seed, size_t n)
{
	while (n--) {
		struct fact_op *op = vec_add(&f->ops);

		op->kind = below(seed, OP_END + 1);
		op->flags = below(seed, 32);
		op->dst = some(seed, f->exprs.n);
		op->src = some(seed, f->exprs.n);
		op->arg0 = f->args.n;
		op->n_args = below(seed, 4);
		op->span = below(seed, f->spans.n);
		op->macro = random_str(f, seed);
		for (uint32_t i = 0; i < op->n_args; i++)
			vec_push(&f->args, some(seed, f->exprs.n));
	}
}

static inline void random_block(struct facts *f, unsigned int *seed,
				const struct fact_func *func)
{
	struct fact_block b = {.op0 = f->ops.n,
			       .n_ops = below(seed, 5),
			       .term = below(seed, TERM_COMPUTED + 1),
			       .cond = below(seed, f->exprs.n),
			       .case0 = f->cases.n,
			       .span = below(seed, f->spans.n)};

	if (b.term == TERM_SWITCH || b.term == TERM_COMPUTED)
		b.n_cases = below(seed, 5);
	if (b.term <= TERM_SWITCH)
		b.target[0] = func->block0 + below(seed, func->n_blocks);
	if (b.term == TERM_BRANCH)
		b.target[1] = func->block0 + below(seed, func->n_blocks);
	for (uint32_t i = 0; i < b.n_cases; i++)
		vec_push(&f->cases,
			 ((struct fact_case){
				 i, i,
				 func->block0 + below(seed, func->n_blocks)}));
	random_ops(f, seed, b.n_ops);
	vec_push(&f->blocks, b);
}

static inline void random_func(struct facts *f, unsigned int *seed)
{
	struct fact_func func = {.name = random_str(f, seed),
				 .ret = below(seed, f->types.n),
				 .flags = below(seed, 64),
				 .span = below(seed, f->spans.n),
				 .param0 = f->symbols.n,
				 .n_params = below(seed, 4),
				 .block0 = f->blocks.n,
				 .n_blocks = some(seed, 6),
				 .n_temps = 3};

	for (uint32_t i = 0; i < func.n_params; i++)
		vec_push(&f->symbols,
			 ((struct fact_symbol){.name = random_str(f, seed),
					       .func = f->funcs.n,
					       .storage = SYMBOL_PARAM,
					       .index = i}));
	for (uint32_t i = 0; i < func.n_blocks; i++)
		random_block(f, seed, &func);
	vec_push(&f->funcs, func);
}

/* @size: about how many expressions and functions. Owned by the caller. */
static inline struct facts *random_facts(unsigned int seed, uint32_t size)
{
	struct facts *f = facts_create("drivers/net/foo.c", "/tree");

	random_types(f, &seed, 1 + below(&seed, size));
	random_spans(f, &seed, 1 + below(&seed, size));
	random_symbols(f, &seed, 1 + below(&seed, size));
	random_exprs(f, &seed, size);
	if (f->exprs.n < 2)
		return f;
	for (uint32_t i = below(&seed, size / 4 + 1); i; i--)
		random_func(f, &seed);
	for (uint32_t i = below(&seed, size); i; i--)
		vec_push(&f->inits,
			 ((struct fact_init){some(&seed, f->exprs.n),
					     some(&seed, f->exprs.n),
					     below(&seed, f->spans.n)}));
	return f;
}

#endif
