// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <xxhash.h>

#include "base/map.h"
#include "base/mem.h"

uint64_t hash_bytes(const void *data, size_t len)
{
	return XXH3_64bits(data, len);
}

uint64_t hash_str(const char *s)
{
	return hash_bytes(s, strlen(s));
}

static struct strmap_slot *strmap_slot(const struct strmap *m, const char *key,
				       uint64_t hash)
{
	size_t i = hash & (m->room - 1);

	while (m->slots[i].key &&
	       (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & (m->room - 1);
	return &m->slots[i];
}

static void strmap_grow(struct strmap *m)
{
	struct strmap old = *m;

	m->room = old.room ? old.room * 2 : 64;
	m->slots = xcalloc(m->room, sizeof(*m->slots));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].key)
			*strmap_slot(m, old.slots[i].key, old.slots[i].hash) =
				old.slots[i];
	free(old.slots);
}

bool strmap_put(struct strmap *m, const char *key, uint32_t value)
{
	uint64_t hash = hash_str(key);
	struct strmap_slot *slot;

	if ((m->n + 1) * 2 > m->room)
		strmap_grow(m);
	slot = strmap_slot(m, key, hash);
	slot->value = value;
	if (slot->key)
		return false;
	slot->key = xstrdup(key);
	slot->hash = hash;
	m->n++;
	return true;
}

bool strmap_get(const struct strmap *m, const char *key, uint32_t *ret)
{
	const struct strmap_slot *slot;

	if (!m->room)
		return false;
	slot = strmap_slot(m, key, hash_str(key));
	if (slot->key && ret)
		*ret = slot->value;
	return slot->key;
}

void strmap_deinit(struct strmap *m)
{
	for (size_t i = 0; i < m->room; i++)
		free(m->slots[i].key);
	free(m->slots);
	*m = (struct strmap){};
}

uint32_t idmap_find(const struct idmap *m, uint64_t hash,
		    bool (*same)(uint32_t id, const void *ctx), const void *ctx)
{
	if (!m->room)
		return 0;
	for (size_t i = hash & (m->room - 1); m->ids[i];
	     i = (i + 1) & (m->room - 1))
		if (m->hashes[i] == hash && same(m->ids[i], ctx))
			return m->ids[i];
	return 0;
}

static void idmap_place(struct idmap *m, uint64_t hash, uint32_t id)
{
	size_t i = hash & (m->room - 1);

	while (m->ids[i])
		i = (i + 1) & (m->room - 1);
	m->ids[i] = id;
	m->hashes[i] = hash;
}

void idmap_add(struct idmap *m, uint64_t hash, uint32_t id)
{
	struct idmap old = *m;

	if ((m->n + 1) * 2 > m->room) {
		m->room = old.room ? old.room * 2 : 64;
		m->ids = xcalloc(m->room, sizeof(*m->ids));
		m->hashes = xcalloc(m->room, sizeof(*m->hashes));
		for (size_t i = 0; i < old.room; i++)
			if (old.ids[i])
				idmap_place(m, old.hashes[i], old.ids[i]);
		free(old.ids);
		free(old.hashes);
	}
	idmap_place(m, hash, id);
	m->n++;
}

void idmap_deinit(struct idmap *m)
{
	free(m->ids);
	free(m->hashes);
	*m = (struct idmap){};
}
