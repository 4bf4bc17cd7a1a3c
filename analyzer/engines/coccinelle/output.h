/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_COCCINELLE_OUTPUT_H
#define DMALIAS_ENGINES_COCCINELLE_OUTPUT_H

#include "engines/coccinelle.h"

/*
 * What spatch says, read strictly: nothing is taken that is not of the form
 * that coccinelle.h asks for. The files are copies with names "NUMBER.c".
 */

/* The number of a copy by its path, or false when it is none of @n_files. */
bool cocci_copy_number(const char *path, size_t n_files, size_t *ret);

/* Take one line of JSON; false when it is not of the form. */
bool cocci_read_record(const char *line, size_t len, size_t n_files,
		       struct cocci_record *ret);
void cocci_record_deinit(struct cocci_record *r);

/*
 * Take one line of stderr: "EXN: REASON in FILE" tells that a file was not
 * read. False for any other line.
 */
bool cocci_read_failure(const char *line, size_t n_files, unsigned int timeout,
			struct cocci_failure *ret);

/* Whether "spatch --version" is that of one we can use; else a reason in
 * @why, to be freed. */
bool cocci_version_ok(const char *text, char **why);

#endif
