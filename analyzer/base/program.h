/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_PROGRAM_H
#define DMALIAS_BASE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

struct dm_error;

/* Another program to run to its end. */
struct program {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in
				  * PATH of @env */
	const char *const *env;	 /* NULL-terminated; NULL: this process's */
	const char *directory;	 /* where it runs; NULL: here */
	const char *out;	 /* file for its stdout; NULL: as stderr */
	const char *log;	 /* file that its stderr is added to; NULL:
				  * dropped */
};

/**
 * program_run() - run a program and wait for it; stdin is empty.
 * @ret_status: its exit status, 128 + N when signal N ended it
 * Errors: DM_ERR_TOOL when there is no such program; DM_ERR_IO and
 * DM_ERR_NOSPACE for the files.
 */
struct dm_error *program_run(const struct program *program, int *ret_status);

/* Whether a program is in one of the folders of @path ("/a:/b"). */
bool program_in_path(const char *name, const char *path);

#endif
