/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_ENTRY_LINES_H
#define DMALIAS_FINDINGS_ENTRY_LINES_H

#include <stddef.h>

#include "base/vec.h"

struct dm_error;
struct strbuf;

/*
 * Lines of words, as baselines and suppressions have them:
 *
 *	word "a word with blanks" word # the reason, to the end of the line
 *
 * In quotes \" \\ and \xNN stand for a byte. A '#' begins a reason where a
 * word could begin; a line with nothing before it is a comment.
 */
struct entry_line {
	unsigned int number; /* from 1 */
	VEC(char *) words; /* one at least */
	char *reason; /* or NULL */
};

typedef VEC(struct entry_line) entry_line_vec;

/**
 * entry_lines_read() - read the lines of a file that are no comments.
 * Errors: DM_ERR_USAGE for no file, and with path:line for a quote that is not
 * closed, an escape that is none, a NUL, or what git leaves of a merge with
 * conflicts.
 */
struct dm_error *entry_lines_read(const char *path, entry_line_vec *ret);
void entry_line_vec_deinit(entry_line_vec *v);

/* Append a word, in quotes where it needs them. */
void entry_line_add_word(struct strbuf *sb, const char *word);

/* Append a word in quotes. */
void entry_line_add_quoted(struct strbuf *sb, const char *word);

#endif
