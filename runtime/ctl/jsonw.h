/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_JSONW_H
#define DMALIAS_CTL_JSONW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A JSON document on one line. In an object every value has a name, in an array
 * and at the top it is NULL. Bytes that are no UTF-8 become U+FFFD.
 */
struct jsonw {
	FILE *out;
	unsigned int depth;
	uint64_t started, arrays; /* a bit a level */
};

void jsonw_init(struct jsonw *w, FILE *out);
void jsonw_object(struct jsonw *w, const char *name);
void jsonw_array(struct jsonw *w, const char *name);
void jsonw_end(struct jsonw *w);
void jsonw_str(struct jsonw *w, const char *name, const char *s);
void jsonw_strf(struct jsonw *w, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void jsonw_uint(struct jsonw *w, const char *name, uint64_t value);
/* as a string, "0x1f": JSON's numbers do not hold 64 bits everywhere */
void jsonw_hex(struct jsonw *w, const char *name, uint64_t value);
void jsonw_bool(struct jsonw *w, const char *name, bool value);
void jsonw_null(struct jsonw *w, const char *name);
/* ends the line */
void jsonw_finish(struct jsonw *w);

#endif
