/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_COCCINELLE_H
#define DMALIAS_ENGINES_COCCINELLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

struct dm_error;

/*
 * Coccinelle (spatch) over files that no compiler can read: it parses function
 * by function, without headers, and takes both sides of an #if.
 *
 * A script tells what it found as one JSON object a line, printed by its
 * Python rules: "kind", "file", "line", "column" as coccilib has them (strings
 * or numbers, columns from 0), optional "end_line", "end_column" and
 * "function", and any other strings and lists of strings. A word
 * DMALIAS_NAMES in it is replaced by the names of cocci_options.names.
 */
#define COCCI_VERSION_MIN "1.1.0" /* what is known to work: 1.1.1 */

struct cocci_options {
	const char *script; /* a .cocci file */
	const char *const *names;
	size_t n_names; /* 0: the script has no DMALIAS_NAMES */
	const char *const *files;
	size_t n_files;
	unsigned int jobs; /* 0: usable processors */
	unsigned int timeout; /* seconds for one file; 0: 30 */
};

struct cocci_field {
	char *name; /* "f"; "args.0" for the first of a list */
	char *value;
};

struct cocci_record {
	size_t file; /* index into cocci_options.files */
	unsigned int line, col; /* from 1; columns in bytes */
	unsigned int end_line, end_col; /* 0: not told */
	char *kind;
	char *function; /* that it is in, or NULL */
	VEC(struct cocci_field) fields;
};

typedef VEC(struct cocci_record) cocci_record_vec;

struct cocci_failure {
	size_t file;
	char *why; /* one line */
};

struct cocci_result {
	cocci_record_vec records; /* sorted by file, line, column, kind; each
				   * once */
	VEC(struct cocci_failure) failures; /* files that were not read */
	size_t odd_lines; /* of the output, not of the form above: lost */
	bool interrupted; /* SIGINT or SIGTERM: files are missing */
};

/**
 * coccinelle_check() - whether there is an spatch that can be used.
 * Return: DM_ERR_TOOL when it is missing, older than COCCI_VERSION_MIN or
 * built without Python.
 */
struct dm_error *coccinelle_check(void);

/**
 * coccinelle_run() - run a script over files.
 *
 * Each file is read by itself, as a copy: other names than the tree's, and
 * with '?' for every byte that is not ASCII, so that lines and columns are
 * those of the file and no name or character of it can mislead spatch. What
 * is included is not read. Time and memory of every file are bounded; a file
 * that spends them is in @ret->failures.
 *
 * @ret: zeroed by the caller, for cocci_result_deinit()
 * Errors: as coccinelle_check(); DM_ERR_IO for the copies or the script.
 */
struct dm_error *coccinelle_run(const struct cocci_options *options,
				struct cocci_result *ret);
void cocci_result_deinit(struct cocci_result *r);

/* The value of a field, or NULL. */
const char *cocci_record_get(const struct cocci_record *r, const char *name);

#endif
