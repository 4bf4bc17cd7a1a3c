/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_WORD_SET_H
#define DMALIAS_UNITS_WORD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A set of identifiers that text is searched for. Most words of a text are
 * turned away by their first character and length alone. Zeroed means empty.
 */
struct word_set {
	uint64_t lengths[128]; /* first character -> bit for each length */
	struct word *slots;
	size_t n, room;
};

struct word {
	char *s;
	uint32_t len;
	uint32_t hash;
};

void word_set_add(struct word_set *set, const char *s, size_t len);
bool word_set_find(const struct word_set *set, const char *s, size_t len);
void word_set_deinit(struct word_set *set);

/* Whether the set can be searched for @s at all: cheap, and mostly false. */
static inline bool word_set_may_have(const struct word_set *set, const char *s,
				     size_t len)
{
	return set->lengths[*s & 127] >> (len < 63 ? len : 63) & 1;
}

#endif
