/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_POOL_H
#define DMALIAS_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dm_error;
struct strbuf;

/*
 * Independent jobs in child processes, because what they run may crash, hang
 * or eat all memory. A job is a number; children are forks of the caller, so
 * whatever @ctx points to is there for them as it was at pool_run().
 *
 * A child has its own process group, stdin from /dev/null, stdout and stderr
 * captured, no core file, and dies when the caller dies.
 */
struct pool_options {
	unsigned int jobs; /* children at once; 0: usable processors */
	unsigned int per_child; /* jobs of one child before it is replaced;
				 * 0: 1. More saves fork() and warm-up, and
				 * lets leaks of one job weigh on the next */
	unsigned int timeout; /* seconds for one job, of processor time while it
			       * is at work; 0: 120 */
	uint64_t memory; /* bytes one child may have, as RLIMIT_DATA
			  * counts: private writable memory, so that
			  * files mapped read-only are free;
			  * 0: pool_default_memory() */
	const uint64_t *weights; /* how long jobs may take, in any unit: the
				  * longest start first. NULL: by number */
};

enum pool_fate {
	POOL_DONE, /* the job function returned */
	POOL_CRASHED, /* a signal that we did not send */
	POOL_TIMED_OUT,
	POOL_NO_MEMORY,
	POOL_EXITED, /* the child ended without a result */
};

/* How a job went. Everything is valid during the callback only. */
struct pool_result {
	size_t job;
	enum pool_fate fate;
	const char *failure; /* one line for people; NULL for POOL_DONE */
	const void *data; /* what the job function added to its result */
	size_t len;
	const char *output; /* its stdout and stderr, NUL-terminated; "" */
	size_t output_lost; /* bytes of it beyond POOL_OUTPUT_MAX */
	uint64_t ns; /* wall time, as the parent saw it */
};

#define POOL_OUTPUT_MAX (64u << 10)

struct pool_work {
	/* In a child: do @job, add the result to @result. */
	void (*run)(size_t job, struct strbuf *result, void *ctx);
	/* In the parent, once for each job, in the order of arrival. */
	void (*done)(const struct pool_result *result, void *ctx);
	void *ctx;
};

/**
 * pool_run() - run jobs 0..@n-1, @options->jobs at a time.
 * @options: NULL for the defaults
 * @interrupted: set when SIGINT or SIGTERM came: children were killed, and
 *               jobs that were not done got no callback. Both signals are
 *               taken over during the call unless the caller ignores them.
 *               NULL: the signal is raised again at the end
 *
 * A job that is lost is a result like others; when its child had done other
 * jobs before, it is tried once more in a fresh one.
 *
 * Return: an error when not even one child can be started.
 */
struct dm_error *pool_run(size_t n, const struct pool_work *work,
			  const struct pool_options *options,
			  bool *interrupted);

/* Processors this process may use, at least 1. */
unsigned int pool_default_jobs(void);

/* Bytes for each of @jobs children: a share of what the machine has free. */
uint64_t pool_default_memory(unsigned int jobs);

/* False in builds whose sanitizer cannot live with a limit: none is set. */
bool pool_limits_memory(void);

#endif
