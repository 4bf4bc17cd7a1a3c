// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/vec.h"

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
#define PIPE_ROOM (64u << 10) /* pipe(7) */
#define LINE_LIMIT ((size_t)1 << 20)

/* One of the program's two outputs, when it comes through a pipe. */
struct stream {
	int fd; /* -1: at its end, or none */
	struct strbuf *keep;
	size_t *lost;
	size_t limit;
	const struct run *lines; /* whose line() gets it, or NULL */
};

typedef VEC(char *) env_vec;

/* Both sides of what the program gets; -1: none. */
struct wiring {
	int in, out, err; /* the program's */
	int from_out, from_err; /* ours */
	int failure, from_failure; /* errno of a program that did not start */
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_theirs(struct wiring *w)
{
	close_fd(&w->in);
	if (w->err != w->out)
		close_fd(&w->err);
	w->err = -1;
	close_fd(&w->out);
	close_fd(&w->failure);
}

static void close_all(struct wiring *w)
{
	close_theirs(w);
	close_fd(&w->from_out);
	close_fd(&w->from_err);
	close_fd(&w->from_failure);
}

static struct dm_error *make_pipe(int *read_end, int *write_end)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return dm_error_errno(errno, "cannot make a pipe");
	*read_end = fds[0];
	*write_end = fds[1];
	return NULL;
}

static struct dm_error *open_output(const char *path, int flags, int *ours,
				    int *theirs)
{
	if (!path) {
		struct dm_error *err = make_pipe(ours, theirs);

		if (!err)
			fcntl(*ours, F_SETFL, O_NONBLOCK);
		return err;
	}
	*theirs = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
	if (*theirs < 0)
		return dm_error_errno(errno, "cannot write '%s'", path);
	return NULL;
}

/* A file in memory: no reader that stops early can block or kill us. */
static struct dm_error *open_input(const struct run *run, int *ret)
{
	const char *p = run->input;
	size_t left = run->input_len;

	*ret = p ? memfd_create("input", MFD_CLOEXEC) :
		   open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (*ret < 0)
		return dm_error_errno(errno, "cannot make an input file");
	while (left) {
		ssize_t n = write(*ret, p, left);

		if (n < 0 && errno != EINTR)
			return dm_error_errno(errno,
					      "cannot make an input file");
		p += n > 0 ? n : 0;
		left -= n > 0 ? n : 0;
	}
	lseek(*ret, 0, SEEK_SET);
	return NULL;
}

static struct dm_error *wire(const struct run *run, struct wiring *w)
{
	struct dm_error *err = open_input(run, &w->in);

	if (!err)
		err = make_pipe(&w->from_failure, &w->failure);
	if (!err && run->merge && !run->out_path && run->err_path)
		err = open_output(run->err_path, O_APPEND, &w->from_out,
				  &w->out);
	else if (!err)
		err = open_output(run->out_path, O_TRUNC, &w->from_out,
				  &w->out);
	if (!err && run->merge)
		w->err = w->out;
	else if (!err)
		err = open_output(run->err_path, O_APPEND, &w->from_err,
				  &w->err);
	return err;
}

/* The NULL-terminated environment of the program; entries are borrowed. */
static char **make_env(const struct run *run)
{
	env_vec env = {};

	for (char **e = run->env_only ? NULL : environ; e && *e; e++) {
		size_t n = strcspn(*e, "=");
		bool changed = false;

		for (const char *const *c = run->env; c && *c; c++)
			changed |= !strncmp(*c, *e, n) &&
				   ((*c)[n] == '=' || !(*c)[n]);
		if (!changed)
			vec_push(&env, *e);
	}
	for (const char *const *c = run->env; c && *c; c++)
		if (strchr(*c, '='))
			vec_push(&env, (char *)*c);
	vec_push(&env, NULL);
	return env.v;
}

static _Noreturn void fail_start(const struct wiring *w)
{
	int error = errno;

	if (write(w->failure, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

static _Noreturn void be_program(const struct run *run, const struct wiring *w,
				 char **env, pid_t parent)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (run->timeout)
		setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(w->in, 0) < 0 || dup2(w->out, 1) < 0 || dup2(w->err, 2) < 0)
		fail_start(w);
	if (run->directory && chdir(run->directory) < 0)
		fail_start(w);
	environ = env;
	execvp(run->argv[0], (char *const *)run->argv);
	fail_start(w);
}

static struct dm_error *start(const struct run *run, struct wiring *w,
			      pid_t *ret)
{
	autofree char **env = make_env(run);
	pid_t parent = getpid(), pid = fork();
	int error = errno;
	ssize_t n;

	if (pid == 0)
		be_program(run, w, env, parent);
	close_theirs(w);
	if (pid < 0)
		return dm_error_errno(error, "cannot run '%s'", run->argv[0]);
	do {
		n = read(w->from_failure, &error, sizeof(error));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(error)) {
		*ret = pid;
		return NULL;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return dm_error(DM_ERR_TOOL, "cannot run '%s': %s", run->argv[0],
			strerror(error));
}

static void give_lines(struct stream *s, bool at_end)
{
	struct strbuf *sb = s->keep;
	char *from = sb->s, *end = sb->s + sb->len, *stop;

	while (from < end && (stop = memchr(from, '\n', end - from))) {
		*stop = '\0';
		s->lines->line(from, stop - from, s->lines->ctx);
		from = stop + 1;
	}
	if (from < end && (at_end || (size_t)(end - from) >= s->limit)) {
		s->lines->line(from, end - from, s->lines->ctx);
		from = end;
	}
	if (from == sb->s)
		return;
	sb->len = end - from;
	memmove(sb->s, from, sb->len + 1);
}

static void stream_add(struct stream *s, const char *data, size_t len)
{
	size_t room = s->limit - s->keep->len;
	size_t keep = s->lines || len < room ? len : room;

	strbuf_add(s->keep, data, keep);
	*s->lost += len - keep;
	if (s->lines)
		give_lines(s, false);
}

/* Take what is in the pipe, no more: some programs never stop to write. */
static void stream_read(struct stream *s)
{
	char chunk[PIPE_ROOM];
	ssize_t n;

	if (s->fd < 0)
		return;
	n = read(s->fd, chunk, sizeof(chunk));
	if (n > 0)
		stream_add(s, chunk, n);
	else if (n == 0)
		s->fd = -1;
}

struct waiting {
	pid_t pid;
	int pidfd; /* -1: the kernel is too old, we look often instead */
	struct stream out, err;
	uint64_t deadline; /* UINT64_MAX: none */
};

static bool has_ended(const struct waiting *w, int *status)
{
	pid_t pid;

	do {
		pid = waitpid(w->pid, status, WNOHANG);
	} while (pid < 0 && errno == EINTR);
	return pid != 0;
}

static void sleep_until_news(const struct waiting *w)
{
	struct pollfd fds[] = {
		{w->out.fd, POLLIN}, {w->err.fd, POLLIN}, {w->pidfd, POLLIN}};
	uint64_t now = now_ns(), wait = 60 * NS_PER_S;

	if (w->deadline <= now)
		wait = 0;
	else if (w->deadline - now < wait)
		wait = w->deadline - now;
	if (w->pidfd < 0 && wait > 10 * NS_PER_MS)
		wait = 10 * NS_PER_MS;
	poll(fds, ARRAY_SIZE(fds), (wait + NS_PER_MS - 1) / NS_PER_MS);
}

/* Return: whether the time was over. */
static bool wait_for(struct waiting *w, int *status)
{
	bool late = false;

	while (!has_ended(w, status)) {
		if (now_ns() >= w->deadline && !late) {
			kill(-w->pid, SIGKILL);
			late = true;
			w->deadline = UINT64_MAX;
		}
		sleep_until_news(w);
		stream_read(&w->out);
		stream_read(&w->err);
	}
	/* What it has written is in the pipes; its children are not ours. */
	stream_read(&w->out);
	stream_read(&w->err);
	return late;
}

static void finish(const struct run *run, struct wiring *w, pid_t pid,
		   struct run_result *ret)
{
	size_t limit = run->limit ? run->limit :
		       run->line  ? LINE_LIMIT :
				    RUN_LIMIT;
	struct waiting wait = {
		.pid = pid,
		.pidfd = syscall(SYS_pidfd_open, pid, 0),
		.out = {w->from_out, &ret->out, &ret->out_lost, limit,
			run->line ? run : NULL},
		.err = {w->from_err, &ret->err, &ret->err_lost, limit},
		.deadline = UINT64_MAX,
	};
	int status;

	if (run->timeout)
		wait.deadline = now_ns() + run->timeout * NS_PER_S;
	if (wait_for(&wait, &status))
		ret->end = RUN_TIMED_OUT;
	else if (WIFSIGNALED(status))
		ret->end = RUN_SIGNALED;
	ret->status = WIFSIGNALED(status) ? WTERMSIG(status) :
					    WEXITSTATUS(status);
	if (run->line)
		give_lines(&wait.out, true);
	close_fd(&wait.pidfd);
}

struct dm_error *run_program(const struct run *run, struct run_result *ret)
{
	struct wiring w = {-1, -1, -1, -1, -1, -1, -1};
	struct run_result result = {};
	uint64_t before = now_ns();
	struct dm_error *err = wire(run, &w);
	pid_t pid;

	if (!err)
		err = start(run, &w, &pid);
	if (!err) {
		finish(run, &w, pid, &result);
		result.ns = now_ns() - before;
		*ret = result;
	}
	close_all(&w);
	return err;
}

void run_result_deinit(struct run_result *result)
{
	strbuf_deinit(&result->out);
	strbuf_deinit(&result->err);
}

char *run_failure(const struct run *run, const struct run_result *result)
{
	switch (result->end) {
	case RUN_TIMED_OUT:
		return xasprintf("no end within %u s", run->timeout);
	case RUN_SIGNALED:
		return xasprintf("killed by signal %d (%s)", result->status,
				 strsignal(result->status));
	default:
		break;
	}
	return result->status ? xasprintf("exit code %d", result->status) :
				NULL;
}

bool run_in_path(const char *name, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, ":");
		autofree char *file = xasprintf("%.*s/%s", (int)n, path, name);

		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}
