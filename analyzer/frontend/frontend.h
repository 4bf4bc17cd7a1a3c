/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_FRONTEND_H
#define DMALIAS_FRONTEND_FRONTEND_H

#include <stdbool.h>
#include <stddef.h>

struct dm_error;
struct facts;
struct strmap;
struct unit;

struct frontend_options {
	const struct strmap *macros; /* names to recognise as written, even
				      * when they do not expand to a call */
	const char *root; /* paths below it become relative */
	const char *pch; /* precompiled header to use, or NULL */
};

/* How parsing went; part of what a run may claim. */
struct frontend_report {
	unsigned int errors; /* diagnostics of error or worse */
	char *first_error; /* "path:line:col: message", or NULL */
	bool pch_used; /* false: none given, or fell back */
	unsigned int functions;
	unsigned int incomplete; /* functions with FUNC_INCOMPLETE */
	unsigned int opaque; /* expressions not understood */
	char **files; /* absolute names of all that was read, except what is
		       * in the precompiled header: pch_files() */
	size_t n_files;
};

/**
 * frontend_lower() - parse one unit with libclang and lower it to facts.
 *
 * Runs in the calling process, changes its working directory to
 * @unit->directory, and may crash on hostile input: call it in a child.
 * Any error with a precompiled header makes it parse again without one. A
 * unit that has errors is lowered as far as it goes; @report counts them.
 *
 * Return: DM_ERR_UNIT when libclang gives no translation unit at all.
 */
struct dm_error *frontend_lower(const struct unit *unit,
				const struct frontend_options *options,
				struct facts **ret,
				struct frontend_report *report);
void frontend_report_deinit(struct frontend_report *report);

#endif
