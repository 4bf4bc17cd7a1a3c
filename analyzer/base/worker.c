// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "base/worker.h"

/* For out_of_memory(), which gets no argument. */
static int parent_sock = -1;

static bool send_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

static bool send_message(int fd, enum worker_message message, const void *data,
			 size_t len)
{
	struct worker_header header = {message, len};

	return send_all(fd, &header, sizeof(header)) && send_all(fd, data, len);
}

static bool receive_job(int fd, uint64_t *job)
{
	ssize_t n;

	do {
		n = recv(fd, job, sizeof(*job), MSG_WAITALL);
	} while (n < 0 && errno == EINTR);
	return n == sizeof(*job);
}

static void out_of_memory(void)
{
	send_message(parent_sock, WORKER_NO_MEMORY, NULL, 0);
	_exit(1);
}

/*
 * exit() from whatever a job calls must not write out what the parent had in
 * its stdio buffers at fork(), nor run the handlers of its libraries.
 */
static void end_at_once(int status, void *arg)
{
	fflush(stdout);
	_exit(status);
}

static void redirect(int output)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (output > STDERR_FILENO)
		close(output);
}

static void limit(int resource, uint64_t bytes)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0)
		return;
	if (now.rlim_max > bytes)
		now.rlim_max = bytes;
	now.rlim_cur = now.rlim_max;
	setrlimit(resource, &now);
}

static void set_up(const struct worker *w)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != w->parent)
		_exit(1);
	setpgid(0, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_SETMASK, &w->mask, NULL);
	__fpurge(stdout);
	on_exit(end_at_once, NULL);
	redirect(w->output);
	limit(RLIMIT_CORE, 0);
	if (pool_limits_memory())
		limit(RLIMIT_DATA, w->memory);
	parent_sock = w->sock;
	mem_on_exhaustion(out_of_memory);
}

void worker_main(const struct worker *w, const struct pool_work *work)
{
	struct strbuf result = {};
	uint64_t job = w->job;

	set_up(w);
	for (unsigned int i = 0; i < w->n_jobs; i++) {
		if (i > 0 && !receive_job(w->sock, &job))
			break;
		strbuf_reset(&result);
		work->run(job, &result, work->ctx);
		fflush(stdout);
		if (!send_message(w->sock, WORKER_RESULT, strbuf_str(&result),
				  result.len))
			break;
	}
	_exit(0);
}
