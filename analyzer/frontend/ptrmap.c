// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend/ptrmap.h"

struct ptrmap_lookup {
	const struct ptrmap *m;
	const void *key;
};

static bool slot_same(uint32_t id, const void *ctx)
{
	const struct ptrmap_lookup *look = ctx;

	return look->m->slots.v[id - 1].key == look->key;
}

static uint64_t key_hash(const void *key)
{
	return hash_bytes(&key, sizeof(key));
}

bool ptrmap_get(const struct ptrmap *m, const void *key, uint32_t *ret)
{
	struct ptrmap_lookup look = {m, key};
	uint32_t id = idmap_find(&m->index, key_hash(key), slot_same, &look);

	if (!id)
		return false;
	if (ret)
		*ret = m->slots.v[id - 1].value;
	return true;
}

void ptrmap_add(struct ptrmap *m, const void *key, uint32_t value)
{
	struct ptrmap_slot slot = {key, value};

	vec_push(&m->slots, slot);
	idmap_add(&m->index, key_hash(key), m->slots.n);
}

void ptrmap_deinit(struct ptrmap *m)
{
	idmap_deinit(&m->index);
	vec_deinit(&m->slots);
}
