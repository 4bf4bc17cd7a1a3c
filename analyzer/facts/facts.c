// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "facts/facts.h"

static void string_append(struct facts *f, const char *s)
{
	size_t n = strlen(s) + 1;

	vec_grow_((void **)&f->strings, &f->strings_room, f->strings_len + n,
		  1);
	memcpy(f->strings + f->strings_len, s, n);
	f->strings_len += n;
}

struct facts *facts_create(const char *file, const char *directory)
{
	struct facts *f = xcalloc(1, sizeof(*f));

	f->file = xstrdup(file);
	f->directory = xstrdup(directory);
	string_append(f, "");
	vec_add(&f->types);
	vec_add(&f->fields);
	vec_add(&f->symbols);
	vec_add(&f->exprs);
	vec_add(&f->spans);
	vec_add(&f->ops);
	vec_add(&f->args);
	vec_add(&f->cases);
	vec_add(&f->blocks);
	vec_add(&f->funcs);
	vec_add(&f->inits);
	return f;
}

void facts_destroy(struct facts *f)
{
	if (!f)
		return;
	free(f->file);
	free(f->directory);
	free(f->strings);
	vec_deinit(&f->types);
	vec_deinit(&f->fields);
	vec_deinit(&f->symbols);
	vec_deinit(&f->exprs);
	vec_deinit(&f->spans);
	vec_deinit(&f->ops);
	vec_deinit(&f->args);
	vec_deinit(&f->cases);
	vec_deinit(&f->blocks);
	vec_deinit(&f->funcs);
	vec_deinit(&f->inits);
	strmap_deinit(&f->string_index);
	idmap_deinit(&f->expr_index);
	free(f);
}

const char *facts_str(const struct facts *f, str_id id)
{
	assert(id < f->strings_len);
	return f->strings + id;
}

str_id facts_str_find(const struct facts *f, const char *s)
{
	size_t len = strlen(s) + 1;

	for (size_t i = 1; i + len <= f->strings_len;) {
		size_t n = strlen(f->strings + i) + 1;

		if (n == len && !memcmp(f->strings + i, s, n))
			return i;
		i += n;
	}
	return 0;
}

str_id facts_str_add(struct facts *f, const char *s)
{
	uint32_t id;

	if (!s || !*s)
		return 0;
	if (strmap_get(&f->string_index, s, &id))
		return id;
	id = f->strings_len;
	string_append(f, s);
	strmap_put(&f->string_index, s, id);
	return id;
}

struct expr_lookup {
	const struct facts *f;
	const struct fact_expr *e;
};

static bool expr_same(uint32_t id, const void *ctx)
{
	const struct expr_lookup *look = ctx;
	const struct fact_expr *x = &look->f->exprs.v[id], *y = look->e;

	return x->kind == y->kind && x->oper == y->oper && x->type == y->type &&
	       x->a == y->a && x->b == y->b && x->ref == y->ref &&
	       x->str == y->str && x->value == y->value;
}

static uint64_t expr_hash(const struct fact_expr *e)
{
	uint64_t key[] = {(uint64_t)e->kind << 40 | (uint64_t)e->oper << 32 |
				  e->type,
			  (uint64_t)e->a << 32 | e->b,
			  (uint64_t)e->ref << 32 | e->str, e->value};

	return hash_bytes(key, sizeof(key));
}

expr_id facts_expr_add(struct facts *f, const struct fact_expr *e)
{
	struct expr_lookup look = {f, e};
	uint64_t hash = expr_hash(e);
	uint32_t id = idmap_find(&f->expr_index, hash, expr_same, &look);

	if (id)
		return id;
	id = f->exprs.n;
	vec_push(&f->exprs, *e);
	idmap_add(&f->expr_index, hash, id);
	return id;
}

const struct fact_expr *facts_expr(const struct facts *f, expr_id id)
{
	assert(id < f->exprs.n);
	return &f->exprs.v[id];
}

const struct fact_type *facts_type(const struct facts *f, type_id id)
{
	assert(id < f->types.n);
	return &f->types.v[id];
}

const struct fact_symbol *facts_symbol(const struct facts *f, symbol_id id)
{
	assert(id < f->symbols.n);
	return &f->symbols.v[id];
}

const struct fact_span *facts_span(const struct facts *f, span_id id)
{
	assert(id < f->spans.n);
	return &f->spans.v[id];
}

func_id facts_func_find(const struct facts *f, const char *name)
{
	for (size_t i = 1; i < f->funcs.n; i++)
		if (!strcmp(facts_str(f, f->funcs.v[i].name), name))
			return i;
	return 0;
}

bool facts_expr_is_place(const struct fact_expr *e)
{
	return e->kind == EXPR_SYMBOL || e->kind == EXPR_FIELD ||
	       e->kind == EXPR_INDEX || e->kind == EXPR_DEREF;
}

const char *facts_callee(const struct facts *f, const struct fact_op *op)
{
	const struct fact_expr *e = facts_expr(f, op->src);

	if (op->kind != OP_CALL || e->kind != EXPR_FUNCTION)
		return NULL;
	return facts_str(f, e->str);
}
