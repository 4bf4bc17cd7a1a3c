/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_BASELINE_H
#define DMALIAS_FINDINGS_BASELINE_H

#include "base/map.h"
#include "findings/compare.h"
#include "findings/finding.h"

struct dm_error;
struct run_summary;

/*
 * Findings that are known: a text file, a line for each, sorted by bytes as
 * sort(1) does in the C locale:
 *
 *	FINGERPRINT RULE PATH FUNCTION "MESSAGE" # REASON
 *
 * FUNCTION is "-" outside of functions. Lines in any order and twice are fine,
 * so that two baselines are joined by putting one behind the other, as git's
 * "merge=union" does.
 */
struct baseline_entry {
	unsigned int line;
	char *fingerprint, *rule, *path;
	char *function; /* or NULL */
	char *message;
	char *reason; /* or NULL */
	size_t finding; /* that it knows, or FINDING_ALONE */
	bool stale; /* the run looked, and there is no such finding */
};

struct baseline {
	char *name; /* of the file */
	VEC(struct baseline_entry) entries;
};

/* DM_ERR_USAGE with path:line for a line that is none of a baseline. */
struct dm_error *baseline_read(const char *path, struct baseline *ret);
void baseline_deinit(struct baseline *b);

/**
 * baseline_apply() - mark the findings that a baseline knows.
 *
 * First those with the fingerprint of an entry, then, as findings_compare()
 * pairs them, those with rule, function and message of an entry whose path is
 * the same or its file got another name, then those whose function has another
 * name. Each entry knows one finding.
 *
 * @findings: finished; FINDING_KNOWN is set, and the reason
 * @renames: of files, since the baseline was made; may be NULL
 */
void baseline_apply(struct baseline *b, finding_vec *findings,
		    const path_rename_vec *renames);

/* What a run looked at: what is not there any more, and what it did not see. */
struct baseline_scope {
	const char *root; /* of the tree */
	const struct strmap *files; /* units: 1, or 0: not analysed */
	bool complete; /* every unit was analysed */
	const char *const *paths; /* asked for; none: all */
	size_t n_paths;
	const char *const *rules; /* none: all */
	size_t n_rules;
};

/**
 * baseline_find_stale() - mark the entries that the run would have found.
 *
 * An entry is stale when its rule was asked and its file was analysed, or is
 * no more. A header counts as analysed when all units were. Each is told in
 * @summary->stale.
 */
void baseline_find_stale(struct baseline *b, const struct baseline_scope *scope,
			 struct run_summary *summary);

size_t baseline_count_stale(const struct baseline *b);

enum baseline_change {
	BASELINE_UPDATE = 1, /* new findings are added, moved ones follow */
	BASELINE_PRUNE = 2, /* stale entries go */
};

/**
 * baseline_write() - write the file anew, whole or not at all.
 * @change: bits of enum baseline_change
 * @reason: of what is added, or NULL
 */
struct dm_error *baseline_write(const struct baseline *b, const char *path,
				const finding_vec *findings,
				unsigned int change, const char *reason);

#endif
