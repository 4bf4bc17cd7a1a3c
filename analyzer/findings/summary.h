/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_SUMMARY_H
#define DMALIAS_FINDINGS_SUMMARY_H

#include <stdio.h>

#include "base/error.h"
#include "base/vec.h"
#include "findings/finding.h"
#include "units/unit.h"

#define N_UNIT_QUALITIES (UNIT_NO_TYPES + 1)

/* A unit that was asked for and was not analysed. */
struct run_failure {
	char *file; /* relative to the tree root when below it */
	char *reason; /* one line */
};

typedef VEC(struct run_failure) run_failure_vec;

/* What ends a walk before its time. */
enum run_budget {
	BUDGET_STEPS,
	BUDGET_STATES,
	BUDGET_OBJECTS,
	BUDGET_OUTCOMES,
	N_RUN_BUDGETS,
};

/*
 * What a run did and did not look at. Every writer is given it, as findings
 * without it claim too much. Zeroed is a run that found no unit. The strings
 * of the first part are borrowed and may be NULL.
 */
struct run_summary {
	const char *root; /* source tree, absolute; columns are read
			   * from the files below it */
	const char *release; /* "6.1.192" */
	enum unit_arch arch;
	const char *config; /* "allmodconfig" */
	const char *command_line; /* as typed, for the record */
	const char *engines; /* "flow", "flow, coccinelle" */
	const char *const *rules; /* ids of those asked for; none: all */
	size_t n_rules;

	/* units_found = parsed + skipped + failures.n */
	size_t units_found;
	size_t units_parsed;
	size_t units_skipped; /* left out by the prefilter */
	size_t units_with_errors; /* of the parsed: lowered as far as it went */
	size_t units_by_quality[N_UNIT_QUALITIES]; /* of the parsed */
	/* of those with errors: they have their own flags, so that nobody
	 * expects errors; each with its first */
	run_failure_vec surprises;
	run_failure_vec failures;

	size_t modules; /* analysed, each whole or its units alone */
	/* of these, those whose units were analysed alone, and why */
	run_failure_vec splits;

	bool baseline; /* findings were compared with one */
	/* lines of baselines and suppressions that are of no use any more:
	 * "path:line", and why */
	run_failure_vec stale;

	size_t trees_read; /* device trees that rules could ask */
	run_failure_vec trees_lost; /* that could not be read, and why */

	size_t functions;
	size_t functions_incomplete; /* a statement was not understood */
	size_t budgets[N_RUN_BUDGETS]; /* functions that hit them */
	size_t opaque_expressions; /* not understood */
	double seconds;
};

/* Free what the summary owns: its failures. */
void run_summary_deinit(struct run_summary *s);

/* Note that @file was not analysed; the strings are copied. */
void run_summary_fail(struct run_summary *s, const char *file,
		      const char *reason);

/* Note that @file has errors though it is read with its own flags. */
void run_summary_surprise(struct run_summary *s, const char *file,
			  const char *first_error);

/* Note that a module was analysed unit by unit. */
void run_summary_split(struct run_summary *s, const char *module,
		       const char *reason);

/* Note that a device tree could not be read. */
void run_summary_lose_tree(struct run_summary *s, const char *file,
			   const char *reason);

/* Note that a line of a baseline or suppression is of no use any more. */
void run_summary_stale(struct run_summary *s, const char *entry,
		       const char *reason);

/* Whether a rule was asked for. */
bool run_summary_asked(const struct run_summary *s,
		       const struct rule_info *rule);

/* How often a budget ended a walk, all kinds together. */
size_t run_summary_budgets_hit(const struct run_summary *s);

/*
 * Whether every unit that could matter was analysed. Units that the prefilter
 * left out cannot; units with errors were, though not wholly.
 */
bool run_summary_complete(const struct run_summary *s);

/* How many units were neither analysed nor left out on purpose; more than
 * there are failures when a part of the run got lost. */
size_t run_summary_missing(const struct run_summary *s);

/* How many of the findings count for the exit code. */
size_t findings_count_gating(const finding_vec *findings);

/**
 * run_summary_exit() - the verdict.
 *
 * Gating findings come first: a unit that could not be read must not hide
 * them. Both other than zero, so that neither is taken for clean.
 *
 * Return: DM_EXIT_FINDINGS, DM_EXIT_INCOMPLETE or DM_EXIT_CLEAN.
 */
enum dm_exit run_summary_exit(const struct run_summary *s,
			      const finding_vec *findings);

/**
 * run_summary_print() - the summary for people, a line and then one for each
 * thing that limits what the first may claim.
 *
 * "dmalias: 12 findings (9 gating) in 7 files; analysed 312 of 1204 units (889
 * left out by the prefilter, 3 failed)". It says "clean" only of a run that
 * analysed all there is and found nothing.
 */
void run_summary_print(const struct run_summary *s, const finding_vec *findings,
		       FILE *out);

/* The numbers of the summary, as members of the object that is open. */
struct jsonw;
void run_summary_counts(const struct run_summary *s,
			const finding_vec *findings, struct jsonw *w);

#endif
