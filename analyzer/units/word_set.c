// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "units/word_set.h"

static struct word *find_slot(const struct word_set *set, const char *s,
			      size_t len, uint32_t hash)
{
	size_t i = hash & (set->room - 1);

	while (set->slots[i].s &&
	       (set->slots[i].hash != hash || set->slots[i].len != len ||
		memcmp(set->slots[i].s, s, len) != 0))
		i = (i + 1) & (set->room - 1);
	return &set->slots[i];
}

static void grow(struct word_set *set)
{
	struct word_set old = *set;

	set->room = old.room ? old.room * 2 : 64;
	set->slots = xcalloc(set->room, sizeof(*set->slots));
	for (size_t i = 0; i < old.room; i++) {
		const struct word *w = &old.slots[i];

		if (w->s)
			*find_slot(set, w->s, w->len, w->hash) = *w;
	}
	free(old.slots);
}

void word_set_add(struct word_set *set, const char *s, size_t len)
{
	uint32_t hash = hash_bytes(s, len);
	struct word *slot;

	if (!len)
		return;
	if ((set->n + 1) * 2 > set->room)
		grow(set);
	slot = find_slot(set, s, len, hash);
	if (slot->s)
		return;
	*slot = (struct word){xstrndup(s, len), len, hash};
	set->n++;
	set->lengths[*s & 127] |= (uint64_t)1 << (len < 63 ? len : 63);
}

bool word_set_find(const struct word_set *set, const char *s, size_t len)
{
	if (!word_set_may_have(set, s, len))
		return false;
	return find_slot(set, s, len, hash_bytes(s, len))->s;
}

void word_set_deinit(struct word_set *set)
{
	for (size_t i = 0; i < set->room; i++)
		free(set->slots[i].s);
	free(set->slots);
	*set = (struct word_set){};
}
