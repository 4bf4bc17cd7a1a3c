/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_JSONW_H
#define DMALIAS_BASE_JSONW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A streaming JSON writer: it keeps no tree, so that a document can be larger
 * than memory. Usage:
 *
 *	struct jsonw w;
 *
 *	jsonw_init(&w, stdout);
 *	jsonw_object(&w, NULL);
 *	jsonw_str(&w, "name", "foo");
 *	jsonw_array(&w, "lines");
 *	jsonw_uint(&w, NULL, 12);
 *	jsonw_end(&w);
 *	jsonw_end(&w);
 *	jsonw_finish(&w);
 *
 * Each value has a name in an object and none (NULL) in an array or at the
 * top. The output is UTF-8 whatever the bytes of a string are: what is not
 * well-formed becomes U+FFFD. Write errors show in ferror() of the stream.
 */
#define JSONW_DEPTH_MAX 64

struct jsonw {
	FILE *out;
	unsigned int depth;
	uint64_t arrays; /* bit per level: it is an array */
	uint64_t started; /* bit per level: it has a value already */
	bool one_line; /* set after jsonw_init(): no lines but the last's end */
};

void jsonw_init(struct jsonw *w, FILE *out);

/* Open an object or an array; jsonw_end() closes the innermost. */
void jsonw_object(struct jsonw *w, const char *name);
void jsonw_array(struct jsonw *w, const char *name);
void jsonw_end(struct jsonw *w);

/* A string up to its NUL; NULL is written as null. */
void jsonw_str(struct jsonw *w, const char *name, const char *value);
void jsonw_strn(struct jsonw *w, const char *name, const char *value,
		size_t len);
void jsonw_strf(struct jsonw *w, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void jsonw_uint(struct jsonw *w, const char *name, uint64_t value);
void jsonw_int(struct jsonw *w, const char *name, int64_t value);
void jsonw_bool(struct jsonw *w, const char *name, bool value);
void jsonw_null(struct jsonw *w, const char *name);

/* A number with at most three decimals; null when it is not finite. */
void jsonw_double(struct jsonw *w, const char *name, double value);

/* End the document with a newline; everything opened must be closed. */
void jsonw_finish(struct jsonw *w);

#endif
