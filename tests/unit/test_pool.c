// SPDX-License-Identifier: GPL-2.0-or-later
/* The pool against children that do everything wrong. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "base/vec.h"

struct seen {
	size_t job;
	enum pool_fate fate;
	char *failure;
	char *data;
	size_t len;
	char *output;
	size_t output_lost;
	double seconds;
};

/* Wait for another process to say its number and to end. */
static bool ends_within(const unsigned int *pid, unsigned int ms)
{
	for (unsigned int i = 0; i < ms; i += 10) {
		unsigned int n = __atomic_load_n(pid, __ATOMIC_SEQ_CST);
		autofree char *path = xasprintf("/proc/%u/stat", n);
		autofclose FILE *f = n ? fopen(path, "re") : NULL;
		char stat = 'Z';

		if (n && (!f || fscanf(f, "%*d (%*[^)]) %c", &stat) != 1 ||
			  stat == 'Z'))
			return true;
		usleep(10000);
	}
	return false;
}

static void say_pid(unsigned int *counter)
{
	__atomic_store_n(counter, getpid(), __ATOMIC_SEQ_CST);
}

static unsigned int *shared_counter(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return p;
}

struct recorder {
	VEC(struct seen) list; /* in order of arrival */
	unsigned int *counter; /* shared with the children */
	bool wait; /* in callbacks, for the process in counter to end */
};

static void record(const struct pool_result *r, void *ctx)
{
	struct recorder *rec = ctx;
	struct seen s = {.job = r->job,
			 .fate = r->fate,
			 .failure = r->failure ? xstrdup(r->failure) : NULL,
			 .data = xmalloc(r->len + 1),
			 .len = r->len,
			 .output = xstrdup(r->output),
			 .output_lost = r->output_lost,
			 .seconds = r->ns / 1e9};

	if (r->len)
		memcpy(s.data, r->data, r->len);
	s.data[r->len] = '\0';
	vec_push(&rec->list, s);
	if (rec->wait)
		assert_true(ends_within(rec->counter, 60000));
}

static void recorder_deinit(struct recorder *rec)
{
	vec_for_each(&rec->list, s) {
		free(s->failure);
		free(s->data);
		free(s->output);
	}
	vec_deinit(&rec->list);
}

static const struct seen *find(const struct recorder *rec, size_t job)
{
	struct seen *found = NULL;

	vec_for_each(&rec->list, s) {
		if (s->job != job)
			continue;
		assert_null(found); /* one callback a job */
		found = s;
	}
	assert_non_null(found);
	return found;
}

static bool run(size_t n, void (*fn)(size_t, struct strbuf *, void *),
		const struct pool_options *options, struct recorder *rec)
{
	struct pool_work work = {fn, record, rec};
	bool interrupted;
	struct dm_error *err = pool_run(n, &work, options, &interrupted);

	assert_null(err);
	/* Nobody is left, dead or alive. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return interrupted;
}

static unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 3; /* ".", ".." and the folder itself */
}

static void square(size_t job, struct strbuf *result, void *ctx)
{
	strbuf_addf(result, "%zu", job * job);
}

static void test_all_jobs(void **state)
{
	static const unsigned int per_child[] = {1, 3, 1000};

	for (size_t i = 0; i < ARRAY_SIZE(per_child); i++) {
		struct pool_options o = {.jobs = 3, .per_child = per_child[i]};
		struct recorder rec = {};
		unsigned int fds = count_fds();

		assert_false(run(50, square, &o, &rec));
		assert_int_equal(count_fds(), fds);
		assert_int_equal(rec.list.n, 50);
		for (size_t j = 0; j < 50; j++) {
			const struct seen *s = find(&rec, j);
			autofree char *want = xasprintf("%zu", j * j);

			assert_int_equal(s->fate, POOL_DONE);
			assert_null(s->failure);
			assert_string_equal(s->data, want);
		}
		recorder_deinit(&rec);
	}
}

static void test_no_jobs(void **state)
{
	struct recorder rec = {};

	assert_false(run(0, square, NULL, &rec));
	assert_int_equal(rec.list.n, 0);
}

static void empty(size_t job, struct strbuf *result, void *ctx)
{
}

static void test_empty_result(void **state)
{
	struct recorder rec = {};

	run(2, empty, NULL, &rec);
	assert_int_equal(find(&rec, 1)->fate, POOL_DONE);
	assert_int_equal(find(&rec, 1)->len, 0);
	recorder_deinit(&rec);
}

/* Job 2 of every five goes wrong in one of these ways. */
static void crash(size_t job, struct strbuf *result, void *ctx)
{
	if (job % 5 == 2) {
		strbuf_adds(result, "lost");
		fputs("last words", stderr);
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	square(job, result, ctx);
}

static void check_lost(unsigned int per_child,
		       void (*fn)(size_t, struct strbuf *, void *),
		       enum pool_fate fate, const char *failure)
{
	struct pool_options o = {.jobs = 2,
				 .per_child = per_child,
				 .timeout = 1,
				 .memory = UINT64_C(200) << 20};
	struct recorder rec = {};

	run(10, fn, &o, &rec);
	assert_int_equal(rec.list.n, 10);
	for (size_t j = 0; j < 10; j++) {
		const struct seen *s = find(&rec, j);

		if (j % 5 != 2) {
			assert_int_equal(s->fate, POOL_DONE);
			continue;
		}
		assert_int_equal(s->fate, fate);
		assert_string_equal(s->failure, failure);
		assert_int_equal(s->len, 0);
		assert_non_null(strstr(s->output, "last words"));
	}
	recorder_deinit(&rec);
}

static void test_crash(void **state)
{
	check_lost(1, crash, POOL_CRASHED,
		   "killed by signal 11 (Segmentation fault)");
	check_lost(4, crash, POOL_CRASHED,
		   "killed by signal 11 (Segmentation fault)");
}

static void hang(size_t job, struct strbuf *result, void *ctx)
{
	if (job % 5 == 2) {
		fputs("last words", stderr);
		for (;;)
			pause();
	}
}

static void test_hang(void **state)
{
	check_lost(1, hang, POOL_TIMED_OUT, "no result within 1 s");
	check_lost(4, hang, POOL_TIMED_OUT, "no result within 1 s");
}

static void leave(size_t job, struct strbuf *result, void *ctx)
{
	if (job % 5 == 2) {
		printf("last words");
		exit(3);
	}
}

static void test_exit(void **state)
{
	/* What the parent has not written yet is not the child's to write. */
	printf("# unwritten text of the parent\n");
	check_lost(1, leave, POOL_EXITED,
		   "ended with exit code 3 and no result");
	check_lost(4, leave, POOL_EXITED,
		   "ended with exit code 3 and no result");
}

static void leave_silently(size_t job, struct strbuf *result, void *ctx)
{
	_exit(0);
}

static void test_silent_exit(void **state)
{
	struct recorder rec = {};

	run(1, leave_silently, NULL, &rec);
	assert_int_equal(rec.list.v[0].fate, POOL_EXITED);
	assert_string_equal(rec.list.v[0].output, "");
	recorder_deinit(&rec);
}

static void allocate(size_t job, struct strbuf *result, void *ctx)
{
	if (job % 5 == 2) {
		fputs("last words", stderr);
		for (;;)
			memset(xmalloc(1 << 20), 1, 1 << 20);
	}
}

/* As C++ libraries end: no call of ours sees the failure. */
static void allocate_and_abort(size_t job, struct strbuf *result, void *ctx)
{
	char *p;

	if (job % 5 != 2)
		return;
	fputs("last words", stderr);
	while ((p = malloc(1 << 20)))
		memset(p, 1, 1 << 20);
	signal(SIGABRT, SIG_DFL);
	abort();
}

static void allocate_at_once(size_t job, struct strbuf *result, void *ctx)
{
	if (job % 5 == 2) {
		fputs("last words", stderr);
		xmalloc((size_t)1 << 34);
	}
}

static void test_memory(void **state)
{
	if (!pool_limits_memory()) {
		print_message("# AddressSanitizer cannot live with a memory "
			      "limit: not tested in this build\n");
		skip();
	}
	check_lost(1, allocate, POOL_NO_MEMORY,
		   "out of memory (limit 200 MiB)");
	check_lost(4, allocate, POOL_NO_MEMORY,
		   "out of memory (limit 200 MiB)");
	check_lost(1, allocate_and_abort, POOL_NO_MEMORY,
		   "out of memory (limit 200 MiB)");
	check_lost(1, allocate_at_once, POOL_NO_MEMORY,
		   "out of memory (limit 200 MiB)");
}

/* Files mapped read-only are not what the limit is about. */
static void map_file(size_t job, struct strbuf *result, void *ctx)
{
	FILE *f = tmpfile();
	void *p;

	if (!f || ftruncate(fileno(f), 1 << 30) < 0)
		return;
	p = mmap(NULL, 1 << 30, PROT_READ, MAP_PRIVATE, fileno(f), 0);
	strbuf_adds(result, p == MAP_FAILED ? "failed" : "mapped");
}

static void test_mapped_file(void **state)
{
	struct pool_options o = {.memory = UINT64_C(200) << 20};
	struct recorder rec = {};

	run(1, map_file, &o, &rec);
	assert_string_equal(rec.list.v[0].data, "mapped");
	recorder_deinit(&rec);
}

#define LARGE (50u << 20)

static void write_large(size_t job, struct strbuf *result, void *ctx)
{
	char *p = xmalloc(LARGE);

	for (size_t i = 0; i < LARGE; i++)
		p[i] = (char)(i * 31 + job);
	strbuf_add(result, p, LARGE);
}

static void test_large_result(void **state)
{
	struct pool_options o = {.jobs = 2};
	struct recorder rec = {};

	run(3, write_large, &o, &rec);
	for (size_t j = 0; j < 3; j++) {
		const struct seen *s = find(&rec, j);

		assert_int_equal(s->len, LARGE);
		for (size_t i = 0; i < LARGE; i += 997)
			assert_int_equal(s->data[i], (char)(i * 31 + j));
	}
	recorder_deinit(&rec);
}

/* Dies while the parent is away and its own result is half in the socket. */
static void die_writing(size_t job, struct strbuf *result, void *ctx)
{
	struct itimerval in_200_ms = {.it_value.tv_usec = 200000};
	struct recorder *rec = ctx;

	if (job == 0)
		return;
	write_large(job, result, ctx);
	say_pid(rec->counter);
	signal(SIGALRM, SIG_DFL);
	setitimer(ITIMER_REAL, &in_200_ms, NULL);
}

static void test_half_result(void **state)
{
	struct pool_options o = {.jobs = 2};
	struct recorder rec = {.counter = shared_counter(), .wait = true};

	run(2, die_writing, &o, &rec);
	assert_int_equal(find(&rec, 1)->fate, POOL_CRASHED);
	assert_int_equal(find(&rec, 1)->len, 0);
	assert_string_equal(find(&rec, 1)->failure,
			    "killed by signal 14 (Alarm clock)");
	munmap(rec.counter, 4096);
	recorder_deinit(&rec);
}

static void talk(size_t job, struct strbuf *result, void *ctx)
{
	for (int i = 0; i < 100000; i++)
		fprintf(stderr, "job %zu\n", job);
}

static void test_output_is_bounded(void **state)
{
	struct pool_options o = {.jobs = 2, .per_child = 2};
	struct recorder rec = {};

	run(4, talk, &o, &rec);
	for (size_t j = 0; j < 4; j++) {
		const struct seen *s = find(&rec, j);
		autofree char *line = xasprintf("job %zu\n", j);

		assert_memory_equal(s->output, line, strlen(line));
		assert_int_equal(strlen(s->output), POOL_OUTPUT_MAX);
		assert_int_equal(strlen(s->output) + s->output_lost,
				 100000 * strlen(line));
	}
	recorder_deinit(&rec);
}

static void say_number(size_t job, struct strbuf *result, void *ctx)
{
	printf("out %zu", job);
	fprintf(stderr, "err %zu ", job);
}

static void test_output_of_each_job(void **state)
{
	struct pool_options o = {.jobs = 1, .per_child = 5};
	struct recorder rec = {};

	run(5, say_number, &o, &rec);
	for (size_t j = 0; j < 5; j++) {
		autofree char *want = xasprintf("err %zu out %zu", j, j);

		assert_string_equal(find(&rec, j)->output, want);
	}
	recorder_deinit(&rec);
}

static void close_output(size_t job, struct strbuf *result, void *ctx)
{
	close(1);
	close(2);
	usleep(100000);
	strbuf_adds(result, "done");
}

static void test_closed_output(void **state)
{
	struct recorder rec = {};
	clock_t before = clock();

	run(1, close_output, NULL, &rec);
	assert_string_equal(rec.list.v[0].data, "done");
	/* The parent slept meanwhile. */
	assert_true(clock() - before < CLOCKS_PER_SEC / 20);
	recorder_deinit(&rec);
}

static void test_heavy_first(void **state)
{
	static const uint64_t weights[] = {1, 9, 5, 9, 7};
	static const size_t want[] = {1, 3, 4, 2, 0};
	struct pool_options o = {.jobs = 1, .weights = weights};
	struct recorder rec = {};

	run(5, square, &o, &rec);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(rec.list.v[i].job, want[i]);
	recorder_deinit(&rec);
}

/* A child that the jobs before have spoiled: the job itself is sound. */
static void spoil(size_t job, struct strbuf *result, void *ctx)
{
	static unsigned int n;

	signal(SIGSEGV, SIG_DFL);
	if (++n == 3)
		raise(SIGSEGV);
	square(job, result, ctx);
}

static void test_spoilt_child(void **state)
{
	struct pool_options o = {.jobs = 2, .per_child = 100};
	struct recorder rec = {};

	run(20, spoil, &o, &rec);
	for (size_t j = 0; j < 20; j++)
		assert_int_equal(find(&rec, j)->fate, POOL_DONE);
	recorder_deinit(&rec);
}

/* How many run at once, through memory that all share. */
static void count_at_once(size_t job, struct strbuf *result, void *ctx)
{
	struct recorder *rec = ctx;
	unsigned int n = __atomic_add_fetch(rec->counter, 1, __ATOMIC_SEQ_CST);

	usleep(20000);
	__atomic_sub_fetch(rec->counter, 1, __ATOMIC_SEQ_CST);
	strbuf_addf(result, "%u", n);
}

static void test_at_once(void **state)
{
	struct pool_options o = {.jobs = 4};
	struct recorder rec = {.counter = shared_counter()};
	unsigned int most = 0;

	run(20, count_at_once, &o, &rec);
	vec_for_each(&rec.list, s) {
		unsigned int n = strtoul(s->data, NULL, 10);

		most = n > most ? n : most;
	}
	assert_in_range(most, 2, 4);
	munmap(rec.counter, 4096);
	recorder_deinit(&rec);
}

static void list_fds(size_t job, struct strbuf *result, void *ctx)
{
	usleep(20000);
	strbuf_addf(result, "%u", count_fds());
}

static void test_fds_of_children(void **state)
{
	struct pool_options o = {.jobs = 8};
	struct recorder rec = {};
	autofree char *want = xasprintf("%u", count_fds() + 1);

	/* Those of the parent and its own socket; none of its siblings'. */
	run(8, list_fds, &o, &rec);
	vec_for_each(&rec.list, s)
		assert_string_equal(s->data, want);
	recorder_deinit(&rec);
}

static void interrupt_parent(size_t job, struct strbuf *result, void *ctx)
{
	if (job == 1)
		kill(getppid(), SIGINT);
	if (job >= 1)
		for (;;)
			pause();
}

static void test_interrupt(void **state)
{
	struct pool_options o = {.jobs = 2};
	struct recorder rec = {};
	struct sigaction after;
	sigset_t mask;

	assert_true(run(10, interrupt_parent, &o, &rec));
	assert_in_range(rec.list.n, 0, 1);
	sigaction(SIGINT, NULL, &after);
	assert_ptr_equal(after.sa_handler, SIG_DFL);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_false(sigismember(&mask, SIGINT));
	recorder_deinit(&rec);
}

static void note_signal(int sig)
{
	assert_int_equal(sig, SIGINT);
	_exit(77);
}

static void test_interrupt_is_raised(void **state)
{
	struct recorder rec = {};
	struct pool_work work = {interrupt_parent, record, &rec};
	int status;

	if (fork() == 0) {
		signal(SIGINT, note_signal);
		pool_run(10, &work, NULL, NULL);
		_exit(0);
	}
	assert_true(wait(&status) > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 77);
}

static void announce_and_sleep(size_t job, struct strbuf *result, void *ctx)
{
	struct recorder *rec = ctx;

	say_pid(rec->counter);
	for (;;)
		pause();
}

static void test_parent_dies(void **state)
{
	struct recorder rec = {.counter = shared_counter()};
	pid_t parent = fork();

	if (parent == 0) {
		run(1, announce_and_sleep, NULL, &rec);
		_exit(0);
	}
	while (!__atomic_load_n(rec.counter, __ATOMIC_SEQ_CST))
		usleep(1000);
	kill(parent, SIGKILL);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	assert_true(ends_within(rec.counter, 60000));
	munmap(rec.counter, 4096);
}

static void test_defaults(void **state)
{
	assert_in_range(pool_default_jobs(), 1, 100000);
	assert_true(pool_default_memory(1) >= pool_default_memory(2));
	assert_true(pool_default_memory(1000000) >= UINT64_C(256) << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_jobs),
		cmocka_unit_test(test_no_jobs),
		cmocka_unit_test(test_empty_result),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_hang),
		cmocka_unit_test(test_exit),
		cmocka_unit_test(test_silent_exit),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_mapped_file),
		cmocka_unit_test(test_large_result),
		cmocka_unit_test(test_half_result),
		cmocka_unit_test(test_output_is_bounded),
		cmocka_unit_test(test_output_of_each_job),
		cmocka_unit_test(test_closed_output),
		cmocka_unit_test(test_heavy_first),
		cmocka_unit_test(test_spoilt_child),
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_fds_of_children),
		cmocka_unit_test(test_interrupt),
		cmocka_unit_test(test_interrupt_is_raised),
		cmocka_unit_test(test_parent_dies),
		cmocka_unit_test(test_defaults),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
