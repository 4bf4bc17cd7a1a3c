// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "ctl/addrmap.h"
#include "ctl/mem.h"

/* The slot that has the address, or the empty one where it belongs */
static size_t slot_of(const struct addrmap *map, uint64_t address)
{
	uint64_t hash = address * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (hash >> 32) & (map->n_slots - 1);

	while (map->slots[i] && map->v[map->slots[i] - 1].address != address)
		i = (i + 1) & (map->n_slots - 1);
	return i;
}

static void grow(struct addrmap *map)
{
	map->n_slots = map->n_slots ? 2 * map->n_slots : 64;
	map->slots = mem_grow(map->slots, map->n_slots, sizeof(*map->slots));
	memset(map->slots, 0, map->n_slots * sizeof(*map->slots));
	for (size_t i = 0; i < map->n; i++)
		map->slots[slot_of(map, map->v[i].address)] = i + 1;
}

struct addrmap_entry *addrmap_get(const struct addrmap *map, uint64_t address)
{
	size_t index = map->n ? map->slots[slot_of(map, address)] : 0;

	return index ? &map->v[index - 1] : NULL;
}

struct addrmap_entry *addrmap_add(struct addrmap *map, uint64_t address,
				  bool *created)
{
	struct addrmap_entry *entry = addrmap_get(map, address);

	if (created)
		*created = !entry;
	if (entry)
		return entry;
	if (2 * (map->n + 1) > map->n_slots)
		grow(map);
	map->v = mem_push(map->v, map->n, sizeof(*map->v));
	map->v[map->n] = (struct addrmap_entry){.address = address};
	map->slots[slot_of(map, address)] = map->n + 1;
	return &map->v[map->n++];
}

void addrmap_free(struct addrmap *map)
{
	for (size_t i = 0; i < map->n; i++)
		free(map->v[i].name);
	free(map->v);
	free(map->slots);
	*map = (struct addrmap){};
}
