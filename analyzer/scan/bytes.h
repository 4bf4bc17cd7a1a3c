/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_BYTES_H
#define DMALIAS_SCAN_BYTES_H

#include <stdbool.h>
#include <stdint.h>

struct strbuf;

/*
 * What a child tells its parent: pieces, each with its length before it. Both
 * ends are one program, so that numbers travel as they lie in memory; the
 * reader trusts no length, as the child may have crashed.
 */
void put_bytes(struct strbuf *out, const void *data, uint32_t len);
void put_str(struct strbuf *out, const char *s); /* NULL and "" are one */

struct bytes {
	const char *data;
	size_t len;
};

bool get_bytes(struct bytes *b, const char **ret, uint32_t *ret_len);
bool get_str(struct bytes *b, char **ret); /* to be freed; NULL for "" */

/* A piece of exactly @len bytes. */
bool get_exact(struct bytes *b, void *ret, uint32_t len);

#endif
