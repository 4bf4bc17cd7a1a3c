// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/module/module_names.h"

struct own_key {
	const struct module_names *n;
	uint32_t unit;
	str_id name;
};

static str_id name_of(const struct module_names *n, func_id func)
{
	return n->units->facts->funcs.v[func].name;
}

static bool is_own(uint32_t id, const void *ctx)
{
	const struct own_key *k = ctx;
	const struct merged_share *s = &k->n->list.v[id - 1];

	return s->unit == k->unit && name_of(k->n, s->func) == k->name;
}

static uint64_t own_hash(uint32_t unit, str_id name)
{
	uint32_t key[] = {unit, name};

	return hash_bytes(key, sizeof(key));
}

static void add_own(struct module_names *n, uint32_t unit, func_id func)
{
	vec_push(&n->list, ((struct merged_share){unit, func}));
	idmap_add(&n->own, own_hash(unit, name_of(n, func)), n->list.n);
}

static bool is_global(uint32_t id, const void *ctx)
{
	const struct own_key *k = ctx;

	return name_of(k->n, id) == k->name;
}

static func_id find_global(const struct module_names *n, str_id name)
{
	struct own_key k = {n, 0, name};

	return idmap_find(&n->global, hash_bytes(&name, sizeof(name)),
			  is_global, &k);
}

void module_names_init(struct module_names *n, const struct merged_facts *units)
{
	const struct facts *f = units->facts;

	*n = (struct module_names){.units = units};
	for (size_t i = 1; i < f->funcs.n; i++) {
		str_id name = f->funcs.v[i].name;

		add_own(n, merged_unit_of_func(units, i), i);
		if (!(f->funcs.v[i].flags & FUNC_STATIC) &&
		    !find_global(n, name))
			idmap_add(&n->global, hash_bytes(&name, sizeof(name)),
				  i);
	}
	vec_for_each(&units->shares, s)
		add_own(n, s->unit, s->func);
}

void module_names_deinit(struct module_names *n)
{
	idmap_deinit(&n->own);
	idmap_deinit(&n->global);
	vec_deinit(&n->list);
}

func_id module_names_find(const struct module_names *n, uint32_t unit,
			  str_id name)
{
	struct own_key k = {n, unit, name};
	uint32_t id = idmap_find(&n->own, own_hash(unit, name), is_own, &k);

	return id ? n->list.v[id - 1].func : find_global(n, name);
}

func_id module_names_expr(const struct module_names *n, uint32_t unit,
			  expr_id expr)
{
	const struct facts *f = n->units->facts;
	const struct fact_expr *e = facts_expr(f, expr);

	while (e->kind == EXPR_CAST || e->kind == EXPR_ADDR)
		e = facts_expr(f, e->a);
	return e->kind == EXPR_FUNCTION ? module_names_find(n, unit, e->str) :
					  0;
}
