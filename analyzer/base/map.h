/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_MAP_H
#define DMALIAS_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Two hash tables, open addressing, no removal: from a string, and from the
 * bytes of a fixed-size key, to a uint32_t. Zeroed means empty. Keys are
 * copied.
 */
struct strmap {
	struct strmap_slot *slots;
	size_t n, room;
};

struct strmap_slot {
	char *key;
	uint64_t hash;
	uint32_t value;
};

/**
 * strmap_put() - set the value of @key, adding it when absent.
 * Return: true when the key is new.
 */
bool strmap_put(struct strmap *m, const char *key, uint32_t value);

/* Return: whether @key is there; its value goes to @ret when @ret is set. */
bool strmap_get(const struct strmap *m, const char *key, uint32_t *ret);
void strmap_deinit(struct strmap *m);

/* An index over records that live in an array elsewhere: key bytes -> id. */
struct idmap {
	uint32_t *ids; /* 0 = free slot */
	uint64_t *hashes;
	size_t n, room;
};

/**
 * idmap_find() - look for a record.
 * @hash: hash of the record (hash_bytes())
 * @same: tells whether record @id is the one looked for
 * Return: its id, or 0.
 */
uint32_t idmap_find(const struct idmap *m, uint64_t hash,
		    bool (*same)(uint32_t id, const void *ctx),
		    const void *ctx);

/* Add a record that idmap_find() did not find; @id is not 0. */
void idmap_add(struct idmap *m, uint64_t hash, uint32_t id);
void idmap_deinit(struct idmap *m);

/* XXH3, 64 bits. */
uint64_t hash_bytes(const void *data, size_t len);
uint64_t hash_str(const char *s);

#endif
