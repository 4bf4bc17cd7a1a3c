/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_QUOTE_H
#define DMALIAS_DIFF_QUOTE_H

#include "diff/series.h"
#include "findings/finding.h"

struct strbuf;

/* Where a series brings a finding in. */
struct quote {
	size_t patch; /* its number in the series */
	const struct patch_file *file; /* or NULL: no file of it */
	const struct patch_hunk *hunk; /* or NULL: none is close */
	const char *line; /* in the hunk */
};

/*
 * The line of the series that says most of a finding: the flagged statement
 * where it is added, or is context; else its line; else a hunk of its file, of
 * the patch that is the last to change it.
 */
struct quote quote_find(const struct series *series, const struct finding *f);

/* Append the hunk's lines around the quote as mail quotes them. */
void quote_add(const struct quote *q, struct strbuf *sb);

#endif
