/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_LAYOUT_H
#define DMALIAS_FACTS_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct dm_error;
struct facts;
struct strbuf;

/*
 * The binary form, of two layers. The inner one, without compression, is
 *
 *	uint32_t lengths of file, directory and strings
 *	uint32_t elements of each array of facts_arrays[]
 *	bytes of file, directory (both without NUL) and strings
 *	the arrays, column by column: all values of the first member of the
 *	  first array, then of its second member, ...
 *
 * in the machine's own byte order. Columns compress better than records do,
 * and there is no padding that would make equal facts unequal. The outer
 * layer is struct facts_header and one zstd frame.
 *
 * A change of anything here, or in the meaning of anything in facts.h, takes
 * a new FACTS_FORMAT.
 */
#define FACTS_MAGIC "DMFACTS"
#define FACTS_FORMAT 2u

/* Larger ones are refused: what a reader may be made to allocate. */
#define FACTS_RAW_MAX (UINT64_C(256) << 20)

struct facts_header {
	char magic[8];
	uint32_t order; /* FACTS_ORDER, in the writer's byte order */
	uint32_t format; /* FACTS_FORMAT */
	uint64_t check; /* XXH3 of raw_len and of what follows it */
	uint64_t raw_len;
};

#define FACTS_ORDER UINT32_C(0x01020304)

struct facts_column {
	uint16_t offset; /* in the element */
	uint16_t size; /* bytes: 1, 4 or 8 */
};

struct facts_array {
	const char *name;
	size_t offset; /* of the vector in struct facts */
	size_t size; /* of an element */
	const struct facts_column *columns;
	size_t n_columns;
};

#define FACTS_N_ARRAYS 11
extern const struct facts_array facts_arrays[FACTS_N_ARRAYS];

/* What all vectors of struct facts have in common: VEC() in base/vec.h. */
struct facts_vec {
	char *v;
	size_t n;
	size_t room;
} __attribute__((may_alias));

/* The vector of an array in @f. */
struct facts_vec *facts_array_vec(const struct facts *f,
				  const struct facts_array *array);

/* Bytes of one element in the inner form. */
size_t facts_array_row(const struct facts_array *array);

/* The inner form of @f, appended to @out. */
void facts_encode(const struct facts *f, struct strbuf *out);

/* Back from the inner form; the facts are checked. DM_ERR_INPUT. */
struct dm_error *facts_decode(const void *raw, size_t len, struct facts **ret);

#endif
