/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_WRITERS_H
#define DMALIAS_FINDINGS_WRITERS_H

#include <stdio.h>

#include "findings/finding.h"

struct run_summary;

/*
 * One writer per format. Each writes @findings, finished and in order, and
 * what the run was to @out, which the caller opened and closes. None trusts
 * text that comes from a tree: all of it is escaped.
 */

/**
 * write_text() - "path:line:col: warning: message [rule]" and note: lines.
 * @colour: whether @out shows colours
 *
 * Columns are bytes. Control characters, bytes that are not UTF-8 and
 * characters that change the direction of text are written \xNN or \u{N}. Of
 * the findings those that are open are written; JSON and SARIF mark those that
 * are not. The summary is not written: see run_summary_print().
 */
void write_text(FILE *out, const finding_vec *findings, bool colour);

/* One JSON object: version, tool, summary, findings. */
void write_json(FILE *out, const finding_vec *findings,
		const struct run_summary *summary);

/**
 * write_sarif() - SARIF 2.1.0, one run.
 *
 * Levels: "error" for what gates, "warning" for the rest, "note" when the
 * confidence is low. Columns are UTF-16 code units, counted in the source
 * line, which is read below @summary->root; a byte that is not UTF-8 counts
 * one, and where the line cannot be read the bytes are counted. At most
 * SARIF_MAX_RESULTS results and SARIF_MAX_FAILURES units not analysed are
 * written; a notification of the run says how many more there are.
 */
#define SARIF_MAX_RESULTS 25000
#define SARIF_MAX_STEPS 1000
#define SARIF_MAX_FAILURES 1000
void write_sarif(FILE *out, const finding_vec *findings,
		 const struct run_summary *summary);

/* These have no mark for what is known or suppressed: open findings only. */

/* GitLab's code quality report: a JSON array. */
void write_gitlab(FILE *out, const finding_vec *findings,
		  const struct run_summary *summary);

/* Workflow commands of GitHub, a line for each finding; its runner makes
 * annotations of them. */
void write_github(FILE *out, const finding_vec *findings,
		  const struct run_summary *summary);

/* Diagnostics of reviewdog, a JSON object in each line. */
void write_rdjsonl(FILE *out, const finding_vec *findings,
		   const struct run_summary *summary);

/* A report for KCIDB, I/O schema 5.3; rules are tests, findings issues. */
void write_kcidb(FILE *out, const finding_vec *findings,
		 const struct run_summary *summary);

/* The kernel's test format (Documentation/dev-tools/ktap.rst): a test for each
 * rule that is found from source, which fails by findings that gate. */
void write_ktap(FILE *out, const finding_vec *findings,
		const struct run_summary *summary);

enum colour_mode {
	COLOUR_AUTO,
	COLOUR_ALWAYS,
	COLOUR_NEVER,
};

/* "auto", "always", "never", as in --color=WHEN; false for anything else. */
bool colour_mode_parse(const char *when, enum colour_mode *ret);

/*
 * Whether to write colours to @out. With COLOUR_AUTO: when it is a terminal,
 * TERM is not "dumb" and NO_COLOR is not set (or empty).
 */
bool colour_wanted(enum colour_mode mode, FILE *out);

#endif
