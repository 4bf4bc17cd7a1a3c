/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_SUPPRESSION_H
#define DMALIAS_FINDINGS_SUPPRESSION_H

#include <stdbool.h>

#include "findings/finding.h"

struct dm_error;
struct run_summary;

/*
 * What somebody decided not to hear of, in a file outside the tree, a line
 * for each decision:
 *
 *	RULE PATH FUNCTION [until=YYYY-MM-DD] # REASON
 *
 * The three are patterns of fnmatch(3); '*' matches a '/' too. The reason has
 * to be there; behind its last day a line counts no more.
 */
struct suppression {
	unsigned int line;
	char *rule, *path, *function;
	char *until; /* last day, or NULL */
	char *reason;
	bool used; /* it matches a finding */
};

struct suppressions {
	char *name; /* of the file */
	VEC(struct suppression) list;
};

/* DM_ERR_USAGE with path:line for a line that says something else. */
struct dm_error *suppressions_read(const char *path, struct suppressions *ret);
void suppressions_deinit(struct suppressions *s);

/**
 * suppressions_apply() - mark the findings that match.
 *
 * The first line that matches gives the reason. Lines that are over, and those
 * that match nothing, are told in @summary->stale.
 *
 * @today: "YYYY-MM-DD"
 * @whole: the run looked at everything, so that a line that matches nothing
 *	   is worth a word
 */
void suppressions_apply(struct suppressions *s, finding_vec *findings,
			const char *today, bool whole,
			struct run_summary *summary);

#endif
