// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "facts/merge.h"
#include "facts/merge_types.h"
#include "facts/validate.h"

/* What is known of the units so far, and of the one that is added. */
struct facts_merge {
	struct merged_facts ret;
	struct facts *to; /* ret.facts */
	struct merge_types types;
	struct idmap globals; /* symbols by name */
	struct idmap headers; /* static functions of headers */

	const struct facts *from;
	uint32_t unit;
	/* ids of @from -> ids of @to; 0: not asked for yet */
	uint32_t *symbols, *exprs, *spans, *funcs;
	bool *shared; /* per function of @from: not copied */
};

struct facts_merge *facts_merge_begin(const char *name)
{
	struct facts_merge *m = xcalloc(1, sizeof(*m));

	m->to = m->ret.facts = facts_create(name, "");
	merge_types_init(&m->types, m->to);
	return m;
}

static str_id map_str(struct facts_merge *m, str_id id)
{
	return merge_str(&m->types, id);
}

static span_id map_span(struct facts_merge *m, span_id id)
{
	struct fact_span span;

	if (!id || m->spans[id])
		return m->spans[id];
	span = m->from->spans.v[id];
	span.file = map_str(m, span.file);
	span.macro = map_str(m, span.macro);
	m->spans[id] = m->to->spans.n;
	vec_push(&m->to->spans, span);
	return m->spans[id];
}

struct global_key {
	const struct facts *facts;
	str_id name;
};

static bool is_global(uint32_t id, const void *ctx)
{
	const struct global_key *k = ctx;

	return k->facts->symbols.v[id].name == k->name;
}

/*
 * The symbol that a global one is the same as, or 0. The type and place of
 * the definition count; a second definition is another symbol.
 */
static symbol_id find_global(struct facts_merge *m, const struct fact_symbol *s)
{
	struct global_key k = {m->to, s->name};
	symbol_id id = idmap_find(&m->globals,
				  hash_bytes(&s->name, sizeof(s->name)),
				  is_global, &k);
	struct fact_symbol *known = &m->to->symbols.v[id];

	if (!id || s->storage == SYMBOL_EXTERN)
		return id;
	if (known->storage == SYMBOL_GLOBAL)
		return 0;
	*known = *s;
	return id;
}

static symbol_id add_symbol(struct facts_merge *m, const struct fact_symbol *s)
{
	symbol_id id = m->to->symbols.n;

	vec_push(&m->to->symbols, *s);
	return id;
}

static symbol_id map_symbol(struct facts_merge *m, symbol_id id)
{
	struct fact_symbol s;
	symbol_id known = 0;
	bool global;

	if (!id || m->symbols[id])
		return m->symbols[id];
	s = m->from->symbols.v[id];
	s.name = map_str(m, s.name);
	s.cleanup = map_str(m, s.cleanup);
	s.type = merge_type(&m->types, s.type);
	s.span = map_span(m, s.span);
	s.func = m->funcs[s.func];
	global = s.storage == SYMBOL_GLOBAL || s.storage == SYMBOL_EXTERN;
	if (global)
		known = find_global(m, &s);
	m->symbols[id] = known ? known : add_symbol(m, &s);
	if (global && !known)
		idmap_add(&m->globals, hash_bytes(&s.name, sizeof(s.name)),
			  m->symbols[id]);
	return m->symbols[id];
}

/* Depth is bounded by FACTS_EXPR_DEPTH_MAX; operands come first. */
static expr_id map_expr(struct facts_merge *m, expr_id id)
{
	struct fact_expr e;

	if (!id || m->exprs[id])
		return m->exprs[id];
	e = m->from->exprs.v[id];
	e.a = map_expr(m, e.a);
	e.b = map_expr(m, e.b);
	e.type = merge_type(&m->types, e.type);
	e.ref = map_symbol(m, e.ref);
	e.str = map_str(m, e.str);
	m->exprs[id] = m->to->exprs.n;
	vec_push(&m->to->exprs, e);
	return m->exprs[id];
}

static void copy_op(struct facts_merge *m, const struct fact_op *from)
{
	struct fact_op op = *from;

	op.dst = map_expr(m, op.dst);
	op.src = map_expr(m, op.src);
	op.span = map_span(m, op.span);
	op.macro = map_str(m, op.macro);
	op.arg0 = m->to->args.n;
	for (uint32_t i = 0; i < op.n_args; i++)
		vec_push(&m->to->args,
			 map_expr(m, m->from->args.v[from->arg0 + i]));
	vec_push(&m->to->ops, op);
}

static void copy_block(struct facts_merge *m, const struct fact_block *from,
		       uint32_t shift)
{
	struct fact_block b = *from;

	b.op0 = m->to->ops.n;
	for (uint32_t i = 0; i < b.n_ops; i++)
		copy_op(m, &m->from->ops.v[from->op0 + i]);
	b.case0 = m->to->cases.n;
	for (uint32_t i = 0; i < b.n_cases; i++) {
		struct fact_case c = m->from->cases.v[from->case0 + i];

		c.target += shift;
		vec_push(&m->to->cases, c);
	}
	for (int i = 0; i < 2; i++)
		b.target[i] += b.target[i] ? shift : 0;
	b.cond = map_expr(m, b.cond);
	b.span = map_span(m, b.span);
	vec_push(&m->to->blocks, b);
}

static void copy_func(struct facts_merge *m, func_id id)
{
	const struct fact_func *from = &m->from->funcs.v[id];
	struct fact_func func = *from;

	m->funcs[id] = m->to->funcs.n;
	func.name = map_str(m, func.name);
	func.ret = merge_type(&m->types, func.ret);
	func.span = map_span(m, func.span);
	func.param0 = m->to->symbols.n;
	for (uint32_t i = 0; i < func.n_params; i++)
		map_symbol(m, from->param0 + i);
	func.block0 = m->to->blocks.n;
	vec_push(&m->to->funcs, func);
	for (uint32_t i = 0; i < func.n_blocks; i++)
		copy_block(m, &m->from->blocks.v[from->block0 + i],
			   func.block0 - from->block0);
}

static uint32_t count_ops(const struct facts *f, const struct fact_func *func)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < func->n_blocks; i++)
		n += f->blocks.v[func->block0 + i].n_ops;
	return n;
}

struct header_key {
	const struct facts *facts; /* merged */
	const struct fact_func *func;
	str_id name;
	struct fact_span span;
	uint32_t n_ops;
};

static bool is_header(uint32_t id, const void *ctx)
{
	const struct header_key *k = ctx;
	const struct fact_func *have = &k->facts->funcs.v[id];
	const struct fact_span *span = &k->facts->spans.v[have->span];

	return have->name == k->name && span->file == k->span.file &&
	       span->line == k->span.line && span->col == k->span.col &&
	       have->n_params == k->func->n_params &&
	       have->n_blocks == k->func->n_blocks &&
	       have->n_temps == k->func->n_temps &&
	       count_ops(k->facts, have) == k->n_ops;
}

/*
 * The same text in the same header makes the same function, unless macros
 * make the text mean something else: then its size tells, as a rule.
 */
static func_id find_header(struct facts_merge *m, const struct fact_func *func,
			   uint64_t *hash)
{
	struct header_key k = {m->to, func, map_str(m, func->name),
			       m->from->spans.v[func->span],
			       count_ops(m->from, func)};
	uint32_t key[] = {k.name, k.span.line, k.n_ops};

	k.span.file = map_str(m, k.span.file);
	*hash = hash_bytes(key, sizeof(key));
	return idmap_find(&m->headers, *hash, is_header, &k);
}

static void add_func(struct facts_merge *m, func_id id)
{
	const unsigned int both = FUNC_STATIC | FUNC_FROM_HEADER;
	const struct fact_func *func = &m->from->funcs.v[id];
	bool header = (func->flags & both) == both;
	uint64_t hash = 0;
	func_id known = header ? find_header(m, func, &hash) : 0;

	if (known) {
		m->funcs[id] = known;
		m->shared[id] = true;
		vec_push(&m->ret.shares,
			 ((struct merged_share){m->unit, known}));
		return;
	}
	copy_func(m, id);
	if (header)
		idmap_add(&m->headers, hash, m->funcs[id]);
}

/* Whether an initialiser is one of a static local of a shared function. */
static bool is_shared(const struct facts_merge *m, expr_id place)
{
	const struct fact_expr *e = facts_expr(m->from, place);

	while (e->a)
		e = facts_expr(m->from, e->a);
	return e->kind == EXPR_SYMBOL &&
	       m->shared[facts_symbol(m->from, e->ref)->func];
}

static void copy_inits(struct facts_merge *m)
{
	for (size_t i = 1; i < m->from->inits.n; i++) {
		struct fact_init init = m->from->inits.v[i];

		if (is_shared(m, init.place))
			continue;
		init.place = map_expr(m, init.place);
		init.value = map_expr(m, init.value);
		init.span = map_span(m, init.span);
		vec_push(&m->to->inits, init);
	}
}

static void begin_unit(struct facts_merge *m, const struct facts *unit)
{
	m->from = unit;
	m->unit = m->ret.units.n;
	vec_push(&m->ret.units,
		 ((struct merged_unit){m->to->funcs.n, m->to->inits.n}));
	m->symbols = xcalloc(unit->symbols.n, sizeof(*m->symbols));
	m->exprs = xcalloc(unit->exprs.n, sizeof(*m->exprs));
	m->spans = xcalloc(unit->spans.n, sizeof(*m->spans));
	m->funcs = xcalloc(unit->funcs.n, sizeof(*m->funcs));
	m->shared = xcalloc(unit->funcs.n, sizeof(*m->shared));
	merge_types_from(&m->types, unit);
}

static void end_unit(struct facts_merge *m)
{
	free(m->symbols);
	free(m->exprs);
	free(m->spans);
	free(m->funcs);
	free(m->shared);
	merge_types_from(&m->types, NULL);
}

void facts_merge_add(struct facts_merge *m, const struct facts *unit)
{
	begin_unit(m, unit);
	for (size_t i = 1; i < unit->funcs.n; i++)
		add_func(m, i);
	copy_inits(m);
	end_unit(m);
}

struct dm_error *facts_merge_end(struct facts_merge *m,
				 struct merged_facts *ret)
{
	struct dm_error *err = facts_validate(m->to);

	if (err)
		merged_facts_deinit(&m->ret);
	else
		*ret = m->ret;
	merge_types_deinit(&m->types);
	idmap_deinit(&m->globals);
	idmap_deinit(&m->headers);
	free(m);
	return err;
}

void merged_facts_deinit(struct merged_facts *m)
{
	facts_destroy(m->facts);
	vec_deinit(&m->units);
	vec_deinit(&m->shares);
	*m = (struct merged_facts){};
}

uint32_t merged_unit_of_func(const struct merged_facts *m, func_id func)
{
	uint32_t lo = 0, hi = m->units.n;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->units.v[mid].func0 <= func)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

uint32_t merged_unit_of_init(const struct merged_facts *m, uint32_t init)
{
	uint32_t lo = 0, hi = m->units.n;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->units.v[mid].init0 <= init)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}
