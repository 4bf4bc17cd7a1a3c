/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_WORKER_H
#define DMALIAS_BASE_WORKER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The child's side of base/pool.c, and what the two sides say to each other
 * over a socket pair: the parent sends job numbers (uint64_t), the child
 * answers each with a header and @len bytes. The first job is known to the
 * child by its fork.
 */
enum worker_message {
	WORKER_RESULT = 0x44,
	WORKER_NO_MEMORY, /* an allocation failed; the child ends */
};

struct worker_header {
	uint64_t message; /* enum worker_message */
	uint64_t len; /* of the bytes that follow */
};

struct worker {
	int sock; /* to the parent */
	int output; /* becomes stdout and stderr */
	pid_t parent;
	uint64_t memory;
	uint64_t job; /* the first one */
	unsigned int n_jobs;
	sigset_t mask; /* signal mask of the caller of pool_run() */
};

struct pool_work;

/* Be the child: does jobs until told to stop, never returns. */
_Noreturn void worker_main(const struct worker *w,
			   const struct pool_work *work);

#endif
