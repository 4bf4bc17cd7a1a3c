/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_ADDRMAP_H
#define DMALIAS_CTL_ADDRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Addresses and their names, in the order in which they came. */
struct addrmap {
	struct addrmap_entry {
		uint64_t address;
		char *name; /* NULL: none was found */
	} *v;
	size_t n;
	size_t *slots; /* index + 1; size is a power of two */
	size_t n_slots;
};

/*
 * addrmap_get - the entry of an address, NULL when there is none. It is valid
 * until the next addrmap_add(). addrmap_add() makes one without a name when
 * there is none; *created may be NULL.
 */
struct addrmap_entry *addrmap_get(const struct addrmap *map, uint64_t address);
struct addrmap_entry *addrmap_add(struct addrmap *map, uint64_t address,
				  bool *created);
void addrmap_free(struct addrmap *map);

#endif
