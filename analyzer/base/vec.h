/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_VEC_H
#define DMALIAS_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/*
 * A growing array of any element type:
 *
 *	VEC(struct unit) units = {};
 *	vec_push(&units, u);
 *	vec_for_each(&units, it)
 *		use(*it);
 *	vec_deinit(&units);
 *
 * Name the type once (typedef or struct) when a vector crosses a function
 * boundary: two VEC(int) are two anonymous types.
 */
#define VEC(type)            \
	struct {             \
		type *v;     \
		size_t n;    \
		size_t room; \
	}

void vec_grow_(void **v, size_t *room, size_t need, size_t size);

#define vec_reserve(vec, need) \
	vec_grow_((void **)&(vec)->v, &(vec)->room, (need), sizeof(*(vec)->v))

#define vec_push(vec, ...)                            \
	do {                                          \
		vec_reserve((vec), (vec)->n + 1);     \
		(vec)->v[(vec)->n++] = (__VA_ARGS__); \
	} while (0)

/* Append one zeroed element and give its address. */
#define vec_add(vec)                                                  \
	(vec_reserve((vec), (vec)->n + 1),                            \
	 __builtin_memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v)), \
	 &(vec)->v[(vec)->n++])

#define vec_for_each(vec, it)                                                \
	for (__typeof__(*(vec)->v) *it = (vec)->v; it < (vec)->v + (vec)->n; \
	     it++)

#define vec_last(vec) (&(vec)->v[(vec)->n - 1])

#define vec_deinit(vec)                     \
	do {                                \
		free((vec)->v);             \
		(vec)->v = NULL;            \
		(vec)->n = (vec)->room = 0; \
	} while (0)

#endif
