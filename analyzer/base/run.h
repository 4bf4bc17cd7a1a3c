/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_RUN_H
#define DMALIAS_BASE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct dm_error;

/*
 * Another program, run to its end. No shell is involved. It gets SIGTERM when
 * this process dies; make then removes what is half done.
 */
struct run {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in
				  * the PATH that the program will have */
	const char *directory; /* where it runs; NULL: here */
	const char *const *env; /* changes, NULL-terminated: "NAME=value" sets,
				 * "NAME" removes; NULL: none */
	bool env_only; /* nothing but @env, no inheritance */
	const void *input; /* its stdin; NULL: empty */
	size_t input_len;
	const char *out_path; /* stdout is written to this file, ... */
	const char *err_path; /* and stderr appended to this one, instead
			       * of into the result */
	bool merge; /* both go to one place: that of stdout, or err_path when
		     * only that is given */
	size_t limit; /* bytes kept of each; 0: RUN_LIMIT */
	unsigned int timeout; /* wall seconds, 0: none. With one, the program
			       * has a process group of its own, and all
			       * of that is killed */
	/*
	 * Called for each line of stdout, without newline, instead of keeping
	 * it; @s may be changed. A line over the limit comes in parts.
	 */
	void (*line)(char *s, size_t len, void *ctx);
	void *ctx;
};

#define RUN_LIMIT ((size_t)64 << 20)

enum run_end { RUN_EXITED, RUN_SIGNALED, RUN_TIMED_OUT };

struct run_result {
	enum run_end end;
	int status; /* exit code, or the signal's number */
	struct strbuf out, err;
	size_t out_lost, err_lost; /* bytes beyond the limit */
	uint64_t ns;
};

/**
 * run_program() - run a program and wait for it.
 * @ret: how it went, for run_result_deinit(); an exit code other than 0 is
 *       no error of this function
 * Return: DM_ERR_TOOL when it cannot be started, DM_ERR_IO or DM_ERR_NOSPACE
 * for the files of ours.
 */
struct dm_error *run_program(const struct run *run, struct run_result *ret);
void run_result_deinit(struct run_result *result);

/**
 * run_failure() - what is wrong with how a program ended.
 * @run: for its timeout; NULL when it had none
 * Return: NULL for exit code 0, else "exit code 2", "killed by signal 9
 * (Killed)" or "no end within 10 s"; the caller frees it.
 */
char *run_failure(const struct run *run, const struct run_result *result);

/* Whether a program is in one of the folders of @path, as $PATH has them. */
bool run_in_path(const char *name, const char *path);

#endif
