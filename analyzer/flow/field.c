// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field.h"

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

const struct field *field_find(const struct field_table *t, str_id record,
			       str_id field)
{
	uint32_t key[] = {record, field};
	struct field_key k = {t, record, field};
	uint32_t id = idmap_find(&t->index, hash_bytes(key, sizeof(key)),
				 is_field, &k);

	return id ? &t->list.v[id - 1] : NULL;
}

void field_table_deinit(struct field_table *t)
{
	vec_for_each(&t->list, f)
		vec_deinit(&f->uses);
	vec_deinit(&t->list);
	idmap_deinit(&t->index);
	values_deinit(&t->canon);
	*t = (struct field_table){};
}
