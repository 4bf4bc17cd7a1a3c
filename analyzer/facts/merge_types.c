// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "facts/merge_types.h"

void merge_types_init(struct merge_types *t, struct facts *to)
{
	*t = (struct merge_types){.to = to};
}

void merge_types_deinit(struct merge_types *t)
{
	idmap_deinit(&t->str_index);
	idmap_deinit(&t->type_index);
	vec_deinit(&t->pending);
	vec_deinit(&t->chain);
}

void merge_types_from(struct merge_types *t, const struct facts *from)
{
	free(t->strs);
	free(t->types);
	free(t->fields);
	t->strs = t->types = t->fields = NULL;
	t->from = from;
	if (!from)
		return;
	t->strs = xcalloc(from->strings_len, sizeof(*t->strs));
	t->types = xcalloc(from->types.n, sizeof(*t->types));
	t->fields = xcalloc(from->fields.n + 1, sizeof(*t->fields));
}

struct str_key {
	const struct facts *facts;
	const char *s;
};

static bool is_str(uint32_t id, const void *ctx)
{
	const struct str_key *k = ctx;

	return !strcmp(k->facts->strings + id, k->s);
}

str_id merge_str(struct merge_types *t, str_id id)
{
	struct str_key k = {t->to, t->from->strings + id};
	struct facts *to = t->to;
	uint64_t hash;
	size_t len;

	if (!*k.s || t->strs[id])
		return t->strs[id];
	len = strlen(k.s) + 1;
	hash = hash_bytes(k.s, len);
	t->strs[id] = idmap_find(&t->str_index, hash, is_str, &k);
	if (t->strs[id])
		return t->strs[id];
	t->strs[id] = to->strings_len;
	vec_grow_((void **)&to->strings, &to->strings_room,
		  to->strings_len + len, 1);
	memcpy(to->strings + to->strings_len, k.s, len);
	to->strings_len += len;
	idmap_add(&t->str_index, hash, t->strs[id]);
	return t->strs[id];
}

struct type_key {
	const struct facts *facts;
	const struct fact_type *type; /* all but field0 as in @facts */
};

static bool is_type(uint32_t id, const void *ctx)
{
	const struct type_key *k = ctx;
	const struct fact_type *x = &k->facts->types.v[id], *y = k->type;

	return x->kind == y->kind && x->flags == y->flags &&
	       x->align == y->align && x->name == y->name &&
	       x->record == y->record && x->target == y->target &&
	       x->size == y->size && x->count == y->count &&
	       x->n_fields == y->n_fields;
}

/* Of all that makes a type what it is; of members, their types' names. */
static uint64_t hash_type(struct merge_types *t, const struct fact_type *from,
			  const struct fact_type *type)
{
	uint64_t head[] = {type->kind, type->flags,  type->align,
			   type->name, type->record, type->target,
			   type->size, type->count,  type->n_fields};
	uint64_t hash = hash_bytes(head, sizeof(head));

	for (uint32_t i = 0; i < from->n_fields; i++) {
		const struct fact_field *f =
			&t->from->fields.v[from->field0 + i];
		const struct fact_type *ft = &t->from->types.v[f->type];
		uint64_t key[] = {
			hash,	      merge_str(t, f->name),  f->bit_offset,
			f->bit_width, merge_str(t, ft->name), ft->size};

		hash = hash_bytes(key, sizeof(key));
	}
	return hash;
}

/* The members of a record that is new; their types come later. */
static uint32_t add_fields(struct merge_types *t, type_id id)
{
	const struct fact_type *from = &t->from->types.v[id];
	uint32_t field0 = t->to->fields.n;

	if (!from->n_fields)
		return 0;
	if (t->fields[from->field0])
		return t->fields[from->field0];
	t->fields[from->field0] = field0;
	for (uint32_t i = 0; i < from->n_fields; i++) {
		struct fact_field f = t->from->fields.v[from->field0 + i];

		f.name = merge_str(t, f.name);
		f.type = 0;
		vec_push(&t->to->fields, f);
	}
	vec_push(&t->pending, id);
	return field0;
}

/* A type whose target is mapped. */
static void map_one(struct merge_types *t, type_id id)
{
	const struct fact_type *from = &t->from->types.v[id];
	struct fact_type type = *from;
	struct type_key k = {t->to, &type};
	uint64_t hash;

	type.name = merge_str(t, type.name);
	type.record = merge_str(t, type.record);
	type.target = t->types[type.target];
	hash = hash_type(t, from, &type);
	t->types[id] = idmap_find(&t->type_index, hash, is_type, &k);
	if (t->types[id]) {
		uint32_t field0 = t->to->types.v[t->types[id]].field0;

		if (from->n_fields && !t->fields[from->field0])
			t->fields[from->field0] = field0;
		return;
	}
	type.field0 = add_fields(t, id);
	t->types[id] = t->to->types.n;
	vec_push(&t->to->types, type);
	idmap_add(&t->type_index, hash, t->types[id]);
}

/* A type and what it points to, innermost first; members stay pending. */
static type_id map_chain(struct merge_types *t, type_id id)
{
	t->chain.n = 0;
	for (type_id i = id; i && !t->types[i]; i = t->from->types.v[i].target)
		vec_push(&t->chain, i);
	while (t->chain.n)
		map_one(t, t->chain.v[--t->chain.n]);
	return t->types[id];
}

type_id merge_type(struct merge_types *t, type_id id)
{
	map_chain(t, id);
	while (t->pending.n) {
		type_id record = t->pending.v[--t->pending.n];
		const struct fact_type *from = &t->from->types.v[record];
		uint32_t field0 = t->fields[from->field0];

		for (uint32_t i = 0; i < from->n_fields; i++) {
			type_id type = t->from->fields.v[from->field0 + i].type;

			type = map_chain(t, type);
			t->to->fields.v[field0 + i].type = type;
		}
	}
	return t->types[id];
}
