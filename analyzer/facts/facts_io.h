/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_FACTS_IO_H
#define DMALIAS_FACTS_FACTS_IO_H

#include <stddef.h>
#include <stdio.h>

struct dm_error;
struct facts;

/*
 * The text form, for people and golden tests. One line an operation; stable
 * between runs and machines: ids that are not names do not appear.
 */
void facts_print(const struct facts *f, FILE *out);

/* Variables that are not local, records with their layout, initialisers. */
void facts_print_data(const struct facts *f, FILE *out);

/* Print one expression as in facts_print(), C-like. */
struct strbuf;
void facts_print_expr(const struct facts *f, unsigned int expr,
		      struct strbuf *sb);

/**
 * facts_write() - the binary form, compressed, with version and checksum.
 * @ret: the bytes, owned by the caller
 */
struct dm_error *facts_write(const struct facts *f, void **ret,
			     size_t *ret_len);

/* Whether the bytes are as facts_write() gave them, by their checksum. */
struct dm_error *facts_check(const void *data, size_t len);

/**
 * facts_read() - read the binary form back.
 *
 * The bytes are not trusted: every index is checked, so that facts that were
 * read are as safe to walk as facts that were built.
 *
 * Return: DM_ERR_INPUT for anything that facts_write() of this version did
 * not write.
 */
struct dm_error *facts_read(const void *data, size_t len, struct facts **ret);

#endif
