// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/object.h"

#define MAX_DEPTH 24

/* What a value names memory by. */
enum memory_as {
	AS_POINTER, /* of the linear map */
	AS_PAGE,
	AS_NUMBER, /* physical address or page frame number */
	AS_LIST, /* scatterlist */
};

struct memory {
	value_id base;
	enum memory_as as;
};

static enum memory_as as_of(enum model_memory memory)
{
	switch (memory) {
	case MEMORY_PAGE:
		return AS_PAGE;
	case MEMORY_SG:
	case MEMORY_SGTABLE:
		return AS_LIST;
	case MEMORY_PHYS:
	case MEMORY_PFN:
	case MEMORY_DMA:
		return AS_NUMBER;
	default:
		return AS_POINTER;
	}
}

/* Undo conversions: page_address(virt_to_page(p)) is memory by pointer p. */
static struct memory plain(const struct flow *f, struct memory m)
{
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct value *v = value_get(&f->values, m.base);
		const struct model_row *row;

		if (v->kind != VALUE_CONVERT)
			break;
		row = &f->options->model->rows.v[v->ref];
		m = (struct memory){v->a, as_of(row->from)};
	}
	return m;
}

static bool same(struct memory x, struct memory y)
{
	return x.base == y.base && x.as == y.as;
}

/* One step from a part to the whole; false when there is none. */
static bool step_out(const struct flow *f, struct memory *m)
{
	const struct value *v = value_get(&f->values, m->base);

	switch (v->kind) {
	case VALUE_FIELD:
		/* a field of struct page is no part of the page's memory */
		if (m->as != AS_POINTER)
			return false;
		m->base = v->a;
		return true;
	case VALUE_INDEX:
		m->base = v->a;
		return true;
	case VALUE_BINARY:
		if (v->oper != OPER_ADD)
			return false;
		m->base = v->a;
		return true;
	default:
		return false;
	}
}

/* Whether the address is that of @whole or of a part of it. */
static bool is_part(const struct flow *f, value_id address, struct memory whole)
{
	struct memory m = {address, AS_POINTER};

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		m = plain(f, m);
		if (same(m, whole))
			return true;
		if (!step_out(f, &m))
			return false;
	}
	return false;
}

static bool maps(const struct flow *f, const struct flow_object *o,
		 value_id address)
{
	struct memory whole = {o->args[ARG_CPU], as_of(o->row->memory)};

	/* what syncs or undoes a mapping has the role for it */
	if (!whole.base || o->row->role == ROLE_ALLOC ||
	    o->row->role == ROLE_FREE || o->row->role == ROLE_ATTR_SET ||
	    o->row->role == ROLE_ATTR_RESTORE || o->row->memory == MEMORY_SG ||
	    o->row->memory == MEMORY_SGTABLE)
		return false;
	return is_part(f, address, plain(f, whole));
}

const struct flow_object *objects_mapping_of(const struct flow *f,
					     value_id address)
{
	if (!address)
		return NULL;
	/* the last that was made is the one that counts */
	for (size_t i = f->state->objects.n; i-- > 0;)
		if (maps(f, &f->state->objects.v[i], address))
			return &f->state->objects.v[i];
	for (size_t i = f->state->past.n; i-- > 0;)
		if (maps(f, &f->state->past.v[i], address))
			return &f->state->past.v[i];
	return NULL;
}

bool flow_this_turn(const struct flow *f, const struct flow_object *o)
{
	return o->turn == objects_turn(f);
}
