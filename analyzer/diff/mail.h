/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_MAIL_H
#define DMALIAS_DIFF_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

/*
 * A message as it is stored (RFC 5322): header lines, an empty line, a body.
 * The text stays where it is.
 */
struct mail {
	const char *text; /* without the "From " line of an mbox */
	size_t len;
};

typedef VEC(struct mail) mail_vec;

/**
 * mail_split() - find the messages of an mbox, or the one of a maildir file.
 *
 * A line "From someone weekday ... hh:mm" at the start or after an empty line
 * begins a message, as git-mailsplit(1) has it; b4 writes such. Text that does
 * not start with a header is no message.
 */
void mail_split(const char *text, size_t len, mail_vec *ret);

/**
 * mail_header() - the value of a header field, unfolded into one line.
 *
 * Of several fields of one name the first counts. Encoded words stay as they
 * are; control characters become blanks. Return: to be freed; NULL when there
 * is none, or nothing in it.
 */
char *mail_header(const struct mail *mail, const char *name);

#endif
