// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/field/poly.h"
#include "flow/origin/follow.h"
#include "flow/path/walk.h"

size_t end_memory_uses(const struct flow_end *end,
		       const struct memory_use **ret)
{
	*ret = end->ret->memory.uses.v;
	return end->ret->memory.uses.n;
}

void origin_of_root(const struct flow_end *end, const struct address_root *root,
		    origin_vec *ret)
{
	follow_root(end, root, ret);
}

/* What is added to an address is no address: "phys + off". */
static bool is_offset(const struct origin *o)
{
	return o->kind == ORIGIN_UNKNOWN || o->kind == ORIGIN_ARGUMENT ||
	       o->kind == ORIGIN_CONSTANT;
}

static void drop_offsets(origin_vec *origins)
{
	size_t n = 0;

	for (size_t i = 0; i < origins->n; i++)
		if (!is_offset(&origins->v[i]))
			origins->v[n++] = origins->v[i];
	/* one of them has to be the address */
	if (n)
		origins->n = n;
}

void origin_find(const struct flow_end *end, const struct memory_use *use,
		 origin_vec *ret)
{
	for (uint32_t i = 0; i < use->n_roots; i++)
		follow_root(end, &use->roots[i], ret);
	if (use->n_roots > 1)
		drop_offsets(ret);
	for (size_t i = 0; use->bar && i < ret->n; i++)
		if (ret->v[i].kind == ORIGIN_RESOURCE)
			ret->v[i].kind = ORIGIN_BAR;
}

const struct origin *origin_among(const origin_vec *origins, uint32_t kinds)
{
	vec_for_each(origins, o)
		if (kinds >> o->kind & 1)
			return o;
	return NULL;
}

bool origin_is_only(const origin_vec *origins, uint32_t kinds)
{
	vec_for_each(origins, o)
		if (!(kinds >> o->kind & 1))
			return false;
	return origins->n > 0;
}

static bool is_same(const struct origin *x, const struct origin *y)
{
	return x->op && x->op == y->op;
}

static bool shares_root(const struct memory_use *x, const struct memory_use *y)
{
	for (uint32_t i = 0; i < x->n_roots; i++)
		for (uint32_t k = 0; k < y->n_roots; k++)
			if (x->roots[i].value == y->roots[k].value)
				return true;
	return false;
}

static bool shares_origin(const struct flow_end *end, const origin_vec *origins,
			  const struct memory_use *other)
{
	origin_vec others = {};
	bool ret = false;

	origin_find(end, other, &others);
	vec_for_each(origins, x)
		vec_for_each(&others, y)
			ret |= is_same(x, y);
	vec_deinit(&others);
	return ret;
}

bool memory_uses_share(const struct flow_end *end, const struct memory_use *x,
		       const struct memory_use *y)
{
	origin_vec origins = {};
	bool ret;

	origin_find(end, x, &origins);
	ret = shares_root(x, y) || shares_origin(end, &origins, y);
	vec_deinit(&origins);
	return ret;
}

bool memory_use_shares(const struct flow_end *end, const struct memory_use *use,
		       bool (*is)(const struct memory_use *use))
{
	origin_vec origins = {};
	bool ret = false;

	origin_find(end, use, &origins);
	vec_for_each(&end->ret->memory.uses, other)
		if (!ret && is(other))
			ret = shares_root(use, other) ||
			      shares_origin(end, &origins, other);
	vec_deinit(&origins);
	return ret;
}

/* resource.start is a field of any resource: only a BAR by its number tells
 * which. */
static bool is_one_place(const struct flow_end *end,
			 const struct memory_use *use)
{
	const struct facts *f = end->module->facts;
	struct canon_place place;

	if (!use->address || use->n_roots != 1)
		return false;
	return use->bar ||
	       (canon_is_leaf(&end->ret->fields.canon, use->roots[0].value,
			      &place) &&
		strcmp(facts_str(f, place.record), "resource") != 0);
}

bool memory_use_distance(const struct flow_end *end,
			 const struct memory_use *from,
			 const struct memory_use *to, int64_t *ret)
{
	struct values *canon = &end->ret->fields.canon;

	return from->bar == to->bar && is_one_place(end, from) &&
	       is_one_place(end, to) &&
	       value_is_const(canon,
			      poly_binary(canon, OPER_SUB, to->address,
					  from->address),
			      ret);
}

bool memory_use_is_dma_mmap(const struct memory_use *use)
{
	return use->row->role == ROLE_MMAP_USER && use->row->arg[ARG_DEV] >= 0;
}

bool memory_use_sets_type(const struct memory_use *use)
{
	return use->row->role == ROLE_ATTR_SET &&
	       use->type.type != MEMTYPE_NONE;
}

bool memory_use_is_changed(const struct flow_end *end,
			   const struct memory_use *use)
{
	return use->changed || memory_use_shares(end, use, memory_use_sets_type);
}
