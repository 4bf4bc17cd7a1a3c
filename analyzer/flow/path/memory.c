// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/object.h"

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
	case MEMORY_REQUEST:
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

/* Whether @m is @whole or a part of it. */
static bool is_part(const struct flow *f, struct memory m, struct memory whole)
{
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		m = plain(f, m);
		if (same(m, whole))
			return true;
		if (!step_out(f, &m))
			return false;
	}
	return false;
}

static const struct fact_type *record_type(const struct facts *f, str_id tag)
{
	vec_for_each(&f->types, t)
		if (t->kind == TYPE_RECORD && t->record == tag && t->n_fields)
			return t;
	return NULL;
}

/* Bytes from the start of a record to its field; 0 when that is not known. */
static uint64_t field_offset(const struct facts *f, const struct value *v)
{
	const struct fact_type *t = v->num ? record_type(f, v->num) : NULL;

	for (uint32_t i = 0; t && i < t->n_fields; i++)
		if (f->fields.v[t->field0 + i].name == v->ref)
			return f->fields.v[t->field0 + i].bit_offset / 8;
	return 0;
}

/*
 * Whether the part of @whole that @address is lies outside of its first @size
 * bytes: a driver maps the front of a record and keeps the rest for itself.
 */
static bool is_outside(const struct flow *f, value_id address, value_id whole,
		       int64_t size)
{
	int64_t offset = 0, index;

	for (int depth = 0; depth < MAX_DEPTH && address != whole; depth++) {
		const struct value *v = value_get(&f->values, address);

		if (v->kind == VALUE_FIELD)
			offset += field_offset(f->facts, v);
		else if (v->kind == VALUE_INDEX &&
			 value_is_const(&f->values, v->b, &index) &&
			 /* an element has one byte at least */
			 (index < 0 || index >= size))
			return true;
		else if (v->kind != VALUE_INDEX)
			return false;
		address = v->a;
	}
	return address == whole && offset >= size;
}

/* Whether a field lies behind the mapped part of an allocation: at the number
 * of bytes that was mapped. */
static bool is_behind(const struct flow *f, const struct flow_object *o,
		      value_id address)
{
	const struct value *v = value_get(&f->values, address);

	while (v->kind == VALUE_FIELD)
		v = value_get(&f->values, v->a);
	if (v->kind != VALUE_INDEX &&
	    !(v->kind == VALUE_BINARY && v->oper == OPER_ADD))
		return false;
	return o->args[ARG_SIZE] &&
	       ((v->a == o->args[ARG_CPU] && v->b == o->args[ARG_SIZE]) ||
		(v->b == o->args[ARG_CPU] && v->a == o->args[ARG_SIZE]));
}

static bool is_beyond(const struct flow *f, const struct flow_object *o,
		      value_id address)
{
	int64_t size;

	if (is_behind(f, o, address))
		return true;
	if (!o->args[ARG_SIZE] ||
	    !value_is_const(&f->values, o->args[ARG_SIZE], &size))
		size = INT64_MAX;
	return is_outside(f, address, o->args[ARG_CPU], size);
}

static bool maps(const struct flow *f, const struct flow_object *o,
		 value_id address)
{
	struct memory whole = {o->args[ARG_CPU], as_of(o->row->memory)};

	/* what syncs or undoes a mapping has the role for it */
	if (!whole.base || o->row->role == ROLE_ALLOC ||
	    o->row->role == ROLE_FREE || o->row->role == ROLE_ATTR_SET ||
	    o->row->role == ROLE_ATTR_RESTORE || model_is_list(o->row))
		return false;
	return is_part(f, (struct memory){address, AS_POINTER},
		       plain(f, whole)) &&
	       !is_beyond(f, o, address);
}

/* The pointer that a network buffer keeps to its data. */
static bool is_data_of(const struct flow *f, value_id pointer, value_id skb)
{
	const struct value *v =
		value_get(&f->values, value_root(&f->values, pointer));

	if (v->kind != VALUE_INITIAL)
		return false;
	v = value_get(&f->values, v->a);
	return v->kind == VALUE_FIELD && v->a == skb &&
	       !strcmp(facts_str(f->facts, v->ref), "data");
}

bool flow_is_part(const struct flow *f, value_id pointer,
		  enum model_memory pointer_memory, value_id whole,
		  enum model_memory memory)
{
	struct memory part = {pointer, as_of(pointer_memory)};

	if (!pointer || !whole)
		return false;
	if (memory == MEMORY_SKB)
		return is_data_of(f, pointer, whole);
	return is_part(f, part,
		       plain(f, (struct memory){whole, as_of(memory)}));
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

static bool is_in_loop(const struct flow *f, block_id block)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++) {
		block_id head = f->func->block0 + i;

		if (shape_is_head(&f->shape, head) &&
		    shape_in_loop(&f->shape, head, block))
			return true;
	}
	return false;
}

bool flow_in_loop(const struct flow *f, op_id op)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++) {
		block_id id = f->func->block0 + i;
		const struct fact_block *b = &f->facts->blocks.v[id];

		if (op >= b->op0 && op < b->op0 + b->n_ops)
			return is_in_loop(f, id);
	}
	return false;
}

bool flow_this_turn(const struct flow *f, const struct flow_object *o)
{
	return o->turn == objects_turn(f);
}
