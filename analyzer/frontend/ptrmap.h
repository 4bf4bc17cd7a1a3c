/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_PTRMAP_H
#define DMALIAS_FRONTEND_PTRMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

/* From the address of a node of clang's to a number. Zeroed means empty. */
struct ptrmap {
	struct idmap index;
	VEC(struct ptrmap_slot) slots;
};

struct ptrmap_slot {
	const void *key;
	uint32_t value;
};

bool ptrmap_get(const struct ptrmap *m, const void *key, uint32_t *ret);

/* Set the value of a key that ptrmap_get() did not find. */
void ptrmap_add(struct ptrmap *m, const void *key, uint32_t value);
void ptrmap_deinit(struct ptrmap *m);

#endif
