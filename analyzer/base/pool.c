// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "base/worker.h"

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
#define CHUNK (64u << 10)
#define PIPE_ROOM (64u << 10) /* pipe(7) */
#define MAX_JOBS 1024u
#define PATIENCE 20 /* times the timeout: the end for one that works, too */
#define PROC_ROOM 512
#define MIN_MEMORY (UINT64_C(256) << 20)

/* A place for one child. */
struct slot {
	pid_t pid; /* 0: empty */
	int sock, output;
	unsigned int n_done; /* jobs of this child */
	bool busy;
	bool no_memory; /* the child said so */
	size_t job;
	uint64_t start;
	uint64_t processor; /* time it had used at the start of the job */
	uint64_t deadline;
	struct strbuf in, text;
	size_t text_lost;
};

struct pool {
	const struct pool_work *work;
	struct pool_options options;
	size_t *order; /* jobs as they are handed out */
	size_t n, next;
	size_t n_left; /* jobs without a callback so far */
	VEC(size_t) again; /* jobs to be tried in a fresh child */
	VEC(pid_t) ending; /* killed, not reaped */
	struct slot *slots; /* options.jobs of them */
	struct pollfd *fds; /* two for each slot */
	sigset_t mask; /* of the caller */
	struct sigaction old_int, old_term;
	struct dm_error *err;
};

static volatile sig_atomic_t interrupt_seen;

static void on_interrupt(int sig)
{
	interrupt_seen = sig;
}

/* Time on a processor that a child has had. */
static uint64_t processor_ns(pid_t pid)
{
	struct timespec ts;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &ts))
		return 0;
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

bool pool_limits_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
	return false;
#elif defined(__has_feature)
	return !__has_feature(address_sanitizer);
#else
	return true;
#endif
}

unsigned int pool_default_jobs(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	else
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? n : 1;
}

static uint64_t memory_available(void)
{
	autofclose FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kib;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			return kib << 10;
	return 0;
}

/* What a control group leaves, where one sets a limit (cgroup v2). */
static uint64_t memory_of_group(void)
{
	static const char *const paths[] = {"/sys/fs/cgroup/memory.max",
					    "/sys/fs/cgroup/memory.current"};
	unsigned long long value[2];

	for (int i = 0; i < 2; i++) {
		autofclose FILE *f = fopen(paths[i], "re");

		if (!f || fscanf(f, "%llu", &value[i]) != 1)
			return UINT64_MAX;
	}
	return value[0] > value[1] ? value[0] - value[1] : 0;
}

uint64_t pool_default_memory(unsigned int jobs)
{
	uint64_t bytes = memory_available(), group = memory_of_group();

	if (group < bytes)
		bytes = group;
	bytes /= jobs ? jobs : 1;
	return bytes > MIN_MEMORY ? bytes : MIN_MEMORY;
}

/* qsort_r() order: the heaviest first, equal ones by number. */
static int by_weight(const void *a, const void *b, void *ctx)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const uint64_t *weights = ctx;

	if (weights && weights[x] != weights[y])
		return weights[x] > weights[y] ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void pool_init(struct pool *p, size_t n, const struct pool_work *work,
		      const struct pool_options *options)
{
	struct pool_options *o = &p->options;

	*p = (struct pool){.work = work, .n = n, .n_left = n};
	if (options)
		*o = *options;
	o->jobs = o->jobs ? o->jobs : pool_default_jobs();
	if (!o->memory)
		o->memory = pool_default_memory(o->jobs);
	if (o->jobs > MAX_JOBS)
		o->jobs = MAX_JOBS;
	if (o->jobs > n)
		o->jobs = n;
	o->per_child = o->per_child ? o->per_child : 1;
	o->timeout = o->timeout ? o->timeout : 120;
	p->slots = xcalloc(o->jobs, sizeof(*p->slots));
	p->fds = xcalloc(o->jobs, 2 * sizeof(*p->fds));
	p->order = xcalloc(n, sizeof(*p->order));
	for (size_t i = 0; i < n; i++)
		p->order[i] = i;
	qsort_r(p->order, n, sizeof(*p->order), by_weight, (void *)o->weights);
}

static void pool_deinit(struct pool *p)
{
	for (size_t i = 0; i < p->options.jobs; i++) {
		strbuf_deinit(&p->slots[i].in);
		strbuf_deinit(&p->slots[i].text);
	}
	free(p->slots);
	free(p->fds);
	free(p->order);
	vec_deinit(&p->again);
	vec_deinit(&p->ending);
}

/* Our handlers run inside ppoll() only, so that no signal is slept over. */
static void take_signals(struct pool *p)
{
	struct sigaction act = {.sa_handler = on_interrupt};
	sigset_t block;

	interrupt_seen = 0;
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &p->mask);
	sigaction(SIGINT, NULL, &p->old_int);
	sigaction(SIGTERM, NULL, &p->old_term);
	if (p->old_int.sa_handler != SIG_IGN)
		sigaction(SIGINT, &act, NULL);
	if (p->old_term.sa_handler != SIG_IGN)
		sigaction(SIGTERM, &act, NULL);
}

static void give_signals_back(struct pool *p)
{
	sigaction(SIGINT, &p->old_int, NULL);
	sigaction(SIGTERM, &p->old_term, NULL);
	sigprocmask(SIG_SETMASK, &p->mask, NULL);
}

static bool take_job(struct pool *p, bool fresh, size_t *job)
{
	if (fresh && p->again.n) {
		*job = p->again.v[--p->again.n];
		return true;
	}
	if (p->next == p->n)
		return false;
	*job = p->order[p->next++];
	return true;
}

static void give_job_back(struct pool *p, size_t job)
{
	vec_push(&p->again, job);
}

static void slot_begin(const struct pool *p, struct slot *s, size_t job)
{
	s->job = job;
	s->busy = true;
	s->no_memory = false;
	s->start = now_ns();
	s->processor = processor_ns(s->pid);
	s->deadline = s->start + p->options.timeout * NS_PER_S;
	s->text_lost = 0;
	strbuf_reset(&s->in);
	strbuf_reset(&s->text);
}

static void slot_close(struct slot *s)
{
	close(s->sock);
	if (s->output >= 0)
		close(s->output);
	s->pid = 0;
	s->busy = false;
}

_Noreturn static void be_child(struct pool *p, struct worker *w, int sock,
			       int output)
{
	for (size_t i = 0; i < p->options.jobs; i++)
		if (p->slots[i].pid)
			slot_close(&p->slots[i]);
	close(sock);
	close(output);
	worker_main(w, p->work);
}

static int start_child(struct pool *p, struct slot *s, size_t job)
{
	struct worker w = {.memory = p->options.memory,
			   .n_jobs = p->options.per_child,
			   .parent = getpid(),
			   .mask = p->mask,
			   .job = job};
	int sock[2], output[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sock) < 0)
		return errno;
	autoclose int child_sock = sock[1];
	if (pipe2(output, O_CLOEXEC) < 0) {
		close(sock[0]);
		return errno;
	}
	autoclose int child_output = output[1];

	w.sock = child_sock;
	w.output = child_output;
	s->pid = fork();
	if (s->pid == 0)
		be_child(p, &w, sock[0], output[0]);
	if (s->pid < 0) {
		s->pid = 0;
		close(sock[0]);
		close(output[0]);
		return errno;
	}
	/* Both sides do it: neither may go on before it is done. */
	setpgid(s->pid, s->pid);
	s->sock = sock[0];
	s->output = output[0];
	fcntl(s->output, F_SETFL, O_NONBLOCK);
	s->n_done = 0;
	slot_begin(p, s, job);
	return 0;
}

static bool any_busy(const struct pool *p)
{
	for (size_t i = 0; i < p->options.jobs; i++)
		if (p->slots[i].busy)
			return true;
	return false;
}

/* End a child that has nothing more to say. */
static void retire(struct pool *p, struct slot *s)
{
	kill(-s->pid, SIGKILL);
	vec_push(&p->ending, s->pid);
	slot_close(s);
}

static void reap(struct pool *p, int flags)
{
	size_t kept = 0;
	pid_t reaped;

	for (size_t i = 0; i < p->ending.n; i++) {
		pid_t pid = p->ending.v[i];

		do {
			reaped = waitpid(pid, NULL, flags);
		} while (reaped < 0 && errno == EINTR);
		if (reaped == 0)
			p->ending.v[kept++] = pid;
	}
	p->ending.n = kept;
}

/* Give a living idle child its next job. */
static void feed(struct pool *p, struct slot *s)
{
	uint64_t message;
	size_t job;

	if (!take_job(p, false, &job)) {
		retire(p, s);
		return;
	}
	message = job;
	if (send(s->sock, &message, sizeof(message), MSG_NOSIGNAL) ==
	    sizeof(message)) {
		slot_begin(p, s, job);
		return;
	}
	give_job_back(p, job);
	retire(p, s);
}

static void hand_out(struct pool *p)
{
	for (size_t i = 0; i < p->options.jobs; i++) {
		struct slot *s = &p->slots[i];
		size_t job;
		int error;

		if (s->pid && !s->busy)
			feed(p, s);
		if (s->pid || !take_job(p, true, &job))
			continue;
		error = start_child(p, s, job);
		if (!error)
			continue;
		give_job_back(p, job);
		/* Fewer at once will do, as long as there is one. */
		if (!any_busy(p))
			p->err = dm_error_errno(error,
						"cannot start a child process");
		return;
	}
}

/* Take what is in the pipe, no more: some never stop to write. */
static void read_output(struct slot *s)
{
	char chunk[PIPE_ROOM];
	ssize_t n;

	if (s->output < 0)
		return;
	n = read(s->output, chunk, sizeof(chunk));
	if (n > 0) {
		size_t room = POOL_OUTPUT_MAX - s->text.len;
		size_t keep = n < room ? n : room;

		strbuf_add(&s->text, chunk, keep);
		s->text_lost += n - keep;
	}
	if (n != 0)
		return;
	/* The child closed it: no reason to poll it any more. */
	close(s->output);
	s->output = -1;
}

static void deliver(struct pool *p, struct slot *s, enum pool_fate fate,
		    const char *failure)
{
	struct pool_result result = {.job = s->job,
				     .fate = fate,
				     .failure = failure,
				     .output_lost = s->text_lost,
				     .ns = now_ns() - s->start};

	if (fate == POOL_DONE) {
		result.data = s->in.s + sizeof(struct worker_header);
		result.len = s->in.len - sizeof(struct worker_header);
	}
	result.output = strbuf_str(&s->text);
	p->n_left--;
	p->work->done(&result, p->work->ctx);
}

/* C++ code and libraries say it in words only before they abort. */
static bool says_no_memory(const char *text)
{
	return strstr(text, "out of memory") || strstr(text, "std::bad_alloc");
}

static bool is_out_of_memory(const struct pool *p, const struct slot *s,
			     int status, const struct rusage *usage)
{
	bool sound = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	if (s->no_memory)
		return true;
	if (sound || !pool_limits_memory())
		return false;
	return says_no_memory(strbuf_str(&s->text)) ||
	       ((uint64_t)usage->ru_maxrss << 10) > p->options.memory / 8 * 7;
}

static void report_loss(struct pool *p, struct slot *s, int status,
			const struct rusage *usage)
{
	autofree char *why = NULL;
	enum pool_fate fate;

	if (is_out_of_memory(p, s, status, usage)) {
		fate = POOL_NO_MEMORY;
		why = xasprintf("out of memory (limit %llu MiB)",
				(unsigned long long)p->options.memory >> 20);
	} else if (WIFSIGNALED(status)) {
		fate = POOL_CRASHED;
		why = xasprintf("killed by signal %d (%s)", WTERMSIG(status),
				strsignal(WTERMSIG(status)));
	} else {
		fate = POOL_EXITED;
		why = xasprintf("ended with exit code %d and no result",
				WEXITSTATUS(status));
	}
	if (s->n_done > 0)
		give_job_back(p, s->job);
	else
		deliver(p, s, fate, why);
}

/* The socket is closed: the child has ended, or will not be heard again. */
static void lose_child(struct pool *p, struct slot *s)
{
	struct rusage usage;
	int status;

	/* Comes too late to change the status of one that ends by itself. */
	kill(-s->pid, SIGKILL);
	while (wait4(s->pid, &status, 0, &usage) < 0 && errno == EINTR)
		;
	read_output(s);
	if (s->busy)
		report_loss(p, s, status, &usage);
	slot_close(s);
}

static void time_out(struct pool *p, struct slot *s)
{
	autofree char *why =
		xasprintf("no result within %u s", p->options.timeout);

	read_output(s);
	deliver(p, s, POOL_TIMED_OUT, why);
	retire(p, s);
}

static void take_message(struct pool *p, struct slot *s)
{
	struct worker_header header;

	if (s->in.len < sizeof(header))
		return;
	memcpy(&header, s->in.s, sizeof(header));
	if (header.message == WORKER_NO_MEMORY)
		s->no_memory = true;
	if (header.message != WORKER_RESULT ||
	    s->in.len - sizeof(header) != header.len)
		return;
	read_output(s);
	deliver(p, s, POOL_DONE, NULL);
	s->busy = false;
	if (++s->n_done >= p->options.per_child)
		retire(p, s);
}

static void read_socket(struct pool *p, struct slot *s)
{
	static char chunk[CHUNK];
	ssize_t n = recv(s->sock, chunk, sizeof(chunk), MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0 || !s->busy) {
		lose_child(p, s);
		return;
	}
	strbuf_add(&s->in, chunk, n);
	take_message(p, s);
}

/* Whether a child wants a processor, or waits for a disk. */
static bool is_at_work(pid_t pid)
{
	autofree char *path = xasprintf("/proc/%d/stat", (int)pid);
	char text[PROC_ROOM] = "";
	const char *state;
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	/* behind the name, which may hold anything; proc(5) */
	state = strrchr(text, ')');
	return state &&
	       (!strncmp(state, ") R", 3) || !strncmp(state, ") D", 3));
}

/*
 * A child that works gets its time on a processor: a machine with other work
 * must not change what is found. One that waits for nothing we know is hanging.
 */
static bool is_late(const struct pool *p, struct slot *s)
{
	uint64_t limit = p->options.timeout * NS_PER_S, now = now_ns();
	uint64_t used = processor_ns(s->pid) - s->processor;

	if (now < s->deadline)
		return false;
	if (used >= limit || now - s->start >= PATIENCE * limit ||
	    !is_at_work(s->pid))
		return true;
	s->deadline = now + limit - used;
	return false;
}

static struct timespec until_deadline(const struct pool *p)
{
	uint64_t now = now_ns(), least = NS_PER_S;

	for (size_t i = 0; i < p->options.jobs; i++) {
		const struct slot *s = &p->slots[i];
		uint64_t end = s->deadline;

		if (!s->busy)
			continue;
		if (end <= now)
			least = 0;
		else if (end - now < least)
			least = end - now;
	}
	if (p->ending.n && least > 20 * NS_PER_MS)
		least = 20 * NS_PER_MS;
	return (struct timespec){least / NS_PER_S, least % NS_PER_S};
}

static void fill_fds(struct pool *p)
{
	for (size_t i = 0; i < p->options.jobs; i++) {
		struct slot *s = &p->slots[i];

		p->fds[2 * i] = (struct pollfd){s->pid ? s->sock : -1, POLLIN};
		p->fds[2 * i + 1] =
			(struct pollfd){s->pid ? s->output : -1, POLLIN};
	}
}

static void serve(struct pool *p)
{
	struct timespec wait = until_deadline(p);

	fill_fds(p);
	if (ppoll(p->fds, 2 * p->options.jobs, &wait, &p->mask) < 0)
		return;
	for (size_t i = 0; i < p->options.jobs; i++) {
		struct slot *s = &p->slots[i];

		if (p->fds[2 * i + 1].revents)
			read_output(s);
		/* One that has something to say is not hanging. */
		if (p->fds[2 * i].revents)
			read_socket(p, s);
		else if (s->busy && is_late(p, s))
			time_out(p, s);
	}
}

static void kill_all(struct pool *p)
{
	for (size_t i = 0; i < p->options.jobs; i++)
		if (p->slots[i].pid)
			retire(p, &p->slots[i]);
	reap(p, 0);
}

struct dm_error *pool_run(size_t n, const struct pool_work *work,
			  const struct pool_options *options, bool *interrupted)
{
	struct dm_error *err;
	struct pool p;

	pool_init(&p, n, work, options);
	take_signals(&p);
	while (p.n_left && !interrupt_seen && !p.err) {
		hand_out(&p);
		if (!p.err)
			serve(&p);
		reap(&p, WNOHANG);
	}
	kill_all(&p);
	give_signals_back(&p);
	if (interrupted)
		*interrupted = interrupt_seen;
	else if (interrupt_seen)
		raise(interrupt_seen);
	err = p.err;
	pool_deinit(&p);
	return err;
}
