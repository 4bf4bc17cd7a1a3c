// SPDX-License-Identifier: GPL-2.0-or-later
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

void origin_find(const struct flow_end *end, const struct memory_use *use,
		 origin_vec *ret)
{
	for (uint32_t i = 0; i < use->n_roots; i++)
		follow_root(end, &use->roots[i], ret);
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

bool memory_use_shares(const struct flow_end *end, const struct memory_use *use,
		       enum model_role role)
{
	origin_vec origins = {};
	bool ret = false;

	origin_find(end, use, &origins);
	vec_for_each(&end->ret->memory.uses, other)
		if (!ret && other->row->role == role &&
		    (role != ROLE_ATTR_SET || other->type.type))
			ret = shares_root(use, other) ||
			      shares_origin(end, &origins, other);
	vec_deinit(&origins);
	return ret;
}

bool memory_use_is_changed(const struct flow_end *end,
			   const struct memory_use *use)
{
	return use->changed || memory_use_shares(end, use, ROLE_ATTR_SET);
}

/* The call that makes the pgprot which an operation stores, or 0. */
static op_id maker_of(const struct flow_end *end, const struct field_use *u)
{
	const struct value *v =
		value_get(&end->ret->fields.canon, u->args[ARG_CPU]);

	if (u->act != FIELD_STORED || v->kind != VALUE_RESULT ||
	    !end->rows[v->ref] || end->rows[v->ref]->role != ROLE_PGPROT)
		return 0;
	return v->ref;
}

struct memory_type memory_type_of(const struct flow_end *end,
				  const struct memory_use *use)
{
	struct memory_type type = use->type;
	const struct field *field;
	struct canon_place place;
	op_id op;

	if (!use->prot ||
	    !canon_is_leaf(&end->ret->fields.canon, use->prot, &place))
		return type;
	field = field_find(&end->ret->fields, place.record, place.field);
	for (size_t i = 0; field && i < field->uses.n; i++) {
		op = maker_of(end, &field->uses.v[i]);
		if (!op)
			continue;
		/* two that differ: the one or the other */
		if (type.op && end->rows[op]->type != type.type)
			type.unknown = true;
		type.type = end->rows[op]->type;
		type.op = op;
		type.unknown |= type.type == MEMTYPE_NONE;
	}
	return type;
}

bool memory_type_differs(const struct memory_type *type)
{
	return !type->unknown && type->type != MEMTYPE_NONE &&
	       type->type != MEMTYPE_WB && type->type != MEMTYPE_DMACOHERENT;
}

bool memory_type_is_device(const struct memory_type *type, unsigned int arch)
{
	return type->type == MEMTYPE_DEVICE &&
	       (arch == ARCH_ARM64 || arch == ARCH_ARM);
}

/* arch/arm64/include/asm/memory.h and arch/arm/include/asm/pgtable-2level.h,
 * 6.1; the words of the Arm ARM and of the Intel SDM */
static const char *const names[MEMTYPE_NR][2] = {
	[MEMTYPE_NONE] = {"write-back", "Normal write-back"},
	[MEMTYPE_WB] = {"write-back", "Normal write-back"},
	[MEMTYPE_WT] = {"write-through", "Normal write-through"},
	[MEMTYPE_WC] = {"write-combining", "Normal non-cacheable"},
	[MEMTYPE_UC] = {"uncached (UC)", "Device"},
	[MEMTYPE_UC_MINUS] = {"uncached (UC-)", "Device"},
	[MEMTYPE_DEVICE] = {"uncached", "Device"},
	[MEMTYPE_DMACOHERENT] = {"as the DMA API chooses",
				 "as the DMA API chooses"},
};

const char *memory_type_name(enum model_type type, unsigned int arch)
{
	return names[type][arch == ARCH_ARM64 || arch == ARCH_ARM];
}
