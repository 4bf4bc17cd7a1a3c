// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field.h"

struct field_key {
	const struct field_table *t;
	str_id record, field;
};

static bool is_field(uint32_t id, const void *ctx)
{
	const struct field_key *k = ctx;
	const struct field *f = &k->t->list.v[id - 1];

	return f->record == k->record && f->field == k->field;
}

static uint32_t find(const struct field_table *t, str_id record, str_id field,
		     uint64_t *hash)
{
	uint32_t key[] = {record, field};
	struct field_key k = {t, record, field};

	*hash = hash_bytes(key, sizeof(key));
	return idmap_find(&t->index, *hash, is_field, &k);
}

const struct field *field_find(const struct field_table *t, str_id record,
			       str_id field)
{
	uint64_t hash;
	uint32_t id = find(t, record, field, &hash);

	return id ? &t->list.v[id - 1] : NULL;
}

/* 64 bits of hash are the use. */
static bool same_hash(uint32_t id, const void *ctx)
{
	return true;
}

static uint64_t use_hash(uint32_t field, const struct field_use *u)
{
	uint64_t head[] = {field,     u->act, u->arg,  u->op,
			   u->stored, u->via, u->func, u->result};

	return hash_bytes(head, sizeof(head)) * 31 +
	       hash_bytes(u->args, sizeof(u->args));
}

void field_add(struct field_table *t, const struct canon_place *place,
	       const struct field_use *use)
{
	uint64_t hash;
	uint32_t id = find(t, place->record, place->field, &hash);

	if (!id) {
		vec_push(&t->list, (struct field){.record = place->record,
						  .field = place->field});
		id = t->list.n;
		idmap_add(&t->index, hash, id);
	}
	hash = use_hash(id, use);
	if (idmap_find(&t->seen, hash, same_hash, NULL))
		return;
	idmap_add(&t->seen, hash, 1);
	vec_push(&t->list.v[id - 1].uses, *use);
}

bool field_is_stored_by(const struct field_table *t,
			const struct canon_place *place, op_id op)
{
	const struct field *f = field_find(t, place->record, place->field);

	if (!f)
		return false;
	vec_for_each(&f->uses, u)
		if (u->stored == op)
			return true;
	return false;
}

void field_table_deinit(struct field_table *t)
{
	vec_for_each(&t->list, f)
		vec_deinit(&f->uses);
	vec_deinit(&t->list);
	vec_deinit(&t->overwritten);
	idmap_deinit(&t->index);
	idmap_deinit(&t->seen);
	values_deinit(&t->canon);
	*t = (struct field_table){};
}
