// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/member.h"

/* What a field begins at when it asks for an alignment. */
#define ALIGNED_TO 64

static uint64_t align_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

static bool is_union(const struct fact_type *record)
{
	return record->flags & TYPE_UNION;
}

/* Bytes by which a field lies later where alignments are honoured. */
static uint64_t shift_of(const struct facts *f, const struct fact_type *record,
			 const struct fact_field *field)
{
	const struct fact_field *it = &f->fields.v[record->field0];
	uint64_t shift = 0;

	if (is_union(record))
		return 0;
	for (; it <= field; it++)
		if (it->flags & FIELD_ALIGNED)
			shift = align_up(it->bit_offset / 8 + shift,
					 ALIGNED_TO) -
				it->bit_offset / 8;
	return shift;
}

static uint64_t offset_of(const struct facts *f, const struct member_step *s)
{
	return s->field->bit_offset / 8 + shift_of(f, s->record, s->field);
}

static uint64_t size_of(const struct facts *f, const struct fact_field *field)
{
	uint64_t size = facts_type(f, field->type)->size;

	if (field->bit_width)
		return (field->bit_offset % 8 + field->bit_width + 7) / 8;
	return size == FACTS_SIZE_UNKNOWN ? 0 : size;
}

/* Find a field by name, those of anonymous members too: they are steps. */
static bool find_field(const struct facts *f, const struct fact_type *record,
		       str_id name, struct member *m)
{
	if (m->n_steps == MEMBER_DEPTH)
		return false;
	for (uint32_t i = 0; i < record->n_fields; i++) {
		const struct fact_field *it = &f->fields.v[record->field0 + i];
		const struct fact_type *type = facts_type(f, it->type);

		if (it->bit_offset == FACTS_SIZE_UNKNOWN)
			return false;
		m->steps[m->n_steps++] = (struct member_step){record, it};
		if (it->name == name)
			return true;
		if (!it->name && type->kind == TYPE_RECORD &&
		    find_field(f, type, name, m))
			return true;
		m->n_steps--;
	}
	return false;
}

/* The definition of a record that has the field, by tag. */
static bool find_first(const struct facts *f, str_id tag, str_id name,
		       struct member *m)
{
	for (size_t i = 1; i < f->types.n; i++) {
		const struct fact_type *t = &f->types.v[i];

		if (t->kind == TYPE_RECORD && t->record == tag && t->n_fields &&
		    find_field(f, t, name, m))
			return true;
	}
	return false;
}

/* The address without elements, offsets and conversions at its end. */
static value_id strip_offset(const struct values *vs, value_id id)
{
	const struct value *v = value_get(vs, id);

	while (v->kind == VALUE_INDEX || v->kind == VALUE_CONVERT ||
	       (v->kind == VALUE_BINARY && value_root(vs, id) != id)) {
		id = v->a;
		v = value_get(vs, id);
	}
	return id;
}

bool member_of(const struct flow *f, value_id address, struct member *ret)
{
	const struct facts *facts = flow_facts(f);
	const struct values *vs = flow_values(f);
	const struct value *chain[MEMBER_DEPTH];
	const struct value *v = value_get(vs, strip_offset(vs, address));
	int n = 0;

	*ret = (struct member){};
	for (; v->kind == VALUE_FIELD; v = value_get(vs, v->a)) {
		if (!v->ref)
			continue;
		if (n == MEMBER_DEPTH)
			return false;
		chain[n++] = v;
		ret->base = v->a;
	}
	if (!n || !chain[n - 1]->num ||
	    !find_first(facts, chain[n - 1]->num, chain[n - 1]->ref, ret))
		return false;
	while (--n > 0)
		if (!find_field(facts,
				facts_type(facts, ret->steps[ret->n_steps - 1]
							  .field->type),
				chain[n - 1]->ref, ret))
			return false;
	for (int i = 0; i < ret->n_steps; i++)
		ret->offset += offset_of(facts, &ret->steps[i]);
	ret->size = size_of(facts, ret->steps[ret->n_steps - 1].field);
	return ret->size != 0;
}

/* The neighbours of one level of a member, whose record is at @base. */
static bool
level_neighbours(const struct facts *f, const struct member *m,
		 const struct member_step *step, uint64_t base, uint64_t line,
		 bool (*fn)(const struct member_step *neighbour, void *ctx),
		 void *ctx)
{
	uint64_t begin = m->offset / line * line;
	uint64_t end = align_up(m->offset + m->size, line);

	for (uint32_t i = 0; i < step->record->n_fields; i++) {
		struct member_step it = {
			step->record, &f->fields.v[step->record->field0 + i]};
		uint64_t offset = base + offset_of(f, &it);

		uint64_t size = size_of(f, it.field);

		if (it.field == step->field || !size || offset >= end ||
		    offset + size <= begin ||
		    (offset >= m->offset &&
		     offset + size <= m->offset + m->size))
			continue;
		if (!fn(&it, ctx))
			return false;
	}
	return true;
}

void member_neighbours(
	const struct facts *f, const struct member *m, uint64_t line,
	bool (*fn)(const struct member_step *neighbour, void *ctx), void *ctx)
{
	uint64_t base = 0;

	for (int i = 0; i < m->n_steps; i++) {
		/* what else a union holds is the same memory */
		if (!is_union(m->steps[i].record) &&
		    !level_neighbours(f, m, &m->steps[i], base, line, fn, ctx))
			return;
		base += offset_of(f, &m->steps[i]);
	}
}
