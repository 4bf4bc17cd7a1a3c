/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_KEYVALUE_H
#define DMALIAS_CTL_KEYVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "ctl/jsonw.h"

/*
 * A line of the module's text files: words separated by blanks, key=value with
 * \NNN or \xNN for what is not printable, nothing or '-' for nothing. A word
 * without '=' is kept as a key with value NULL. Keys that are not known are
 * kept too.
 */
struct keyvalue {
	char *key, *value;
};

struct kv_line {
	char *text; /* what key and value point into */
	struct keyvalue *v;
	size_t n;
};

/* kv_parse - @text is copied; free with kv_free(), also when it is empty */
void kv_parse(struct kv_line *line, const char *text);
void kv_free(struct kv_line *line);

/* kv_get - the value of the first such key; "" for '-'; NULL: it is not there
 */
const char *kv_get(const struct kv_line *line, const char *key);

/* kv_json - the pairs as members: numbers where they are decimal and no name,
 * nothing as null
 */
void kv_json(struct jsonw *w, const struct kv_line *line);

/* kv_json_from - the same from the nth pair on */
void kv_json_from(struct jsonw *w, const struct kv_line *line, size_t n);

/* kv_json_value - one value in that way */
void kv_json_value(struct jsonw *w, const char *name, const char *value);

#endif
