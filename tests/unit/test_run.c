// SPDX-License-Identifier: GPL-2.0-or-later
/* Running other programs: /bin/sh stands for all of them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/vec.h"

#define SH(script) ((const char *const[]){"sh", "-c", script, NULL})

static struct run_result run_ok(const struct run *run)
{
	struct run_result result;
	struct dm_error *err = run_program(run, &result);

	if (err)
		fail_msg("%s", err->message);
	return result;
}

static void assert_run(const struct run *run, const char *out, const char *err,
		       const char *failure)
{
	struct run_result result = run_ok(run);
	autofree char *got = run_failure(run, &result);

	assert_string_equal(strbuf_str(&result.out), out);
	assert_string_equal(strbuf_str(&result.err), err);
	if (failure)
		assert_string_equal(got, failure);
	else
		assert_null(got);
	run_result_deinit(&result);
}

static void test_output(void **state)
{
	struct run run = {.argv = SH("echo out; echo err >&2")};

	assert_run(&run, "out\n", "err\n", NULL);
	run.merge = true;
	assert_run(&run, "out\nerr\n", "", NULL);
}

static void test_status(void **state)
{
	struct run run = {.argv = SH("exit 3")};

	assert_run(&run, "", "", "exit code 3");
	run.argv = SH("kill -9 $$");
	assert_run(&run, "", "", "killed by signal 9 (Killed)");
}

static void test_missing(void **state)
{
	struct run run = {
		.argv = (const char *const[]){"no-such-program-x", NULL}};
	struct run_result result;
	struct dm_error *err = run_program(&run, &result);

	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_TOOL);
	assert_string_equal(err->message, "cannot run 'no-such-program-x': "
					  "No such file or directory");
	dm_error_destroy(err);
	run = (struct run){.argv = SH("true"), .directory = "/no-such-dir"};
	err = run_program(&run, &result);
	assert_non_null(err);
	dm_error_destroy(err);
	/* No zombie of those. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_directory(void **state)
{
	struct run run = {.argv = SH("pwd"), .directory = "/usr"};

	assert_run(&run, "/usr\n", "", NULL);
}

static void test_environment(void **state)
{
	struct run run = {
		.argv = SH("echo ${RUN_A-none} ${RUN_AB-none} ${RUN_C-none}"),
		.env = (const char *const[]){"RUN_A=1", "RUN_C", NULL},
	};

	setenv("RUN_A", "0", 1);
	setenv("RUN_AB", "2", 1);
	setenv("RUN_C", "3", 1);
	assert_run(&run, "1 2 none\n", "", NULL);
	run.argv = (const char *const[]){"/usr/bin/env", NULL};
	run.env_only = true;
	assert_run(&run, "RUN_A=1\n", "", NULL);
}

/* The program's own PATH says where it is. */
static void test_path(void **state)
{
	char dir[] = "/tmp/test_run.XXXXXX";
	autofree char *path = NULL, *file = NULL;
	struct run run = {.argv = (const char *const[]){"run-path-test", NULL}};

	assert_non_null(mkdtemp(dir));
	file = xasprintf("%s/run-path-test", dir);
	assert_null(file_write_atomic(file, "#!/bin/sh\necho found\n", 21));
	assert_int_equal(chmod(file, 0755), 0);
	path = xasprintf("PATH=%s:/usr/bin:/bin", dir);
	run.env = (const char *const[]){path, NULL};
	assert_run(&run, "found\n", "", NULL);
	assert_true(run_in_path("run-path-test", path + strlen("PATH=")));
	assert_false(run_in_path("run-path-test", "/usr/bin:/bin"));
	unlink(file);
	rmdir(dir);
}

static void test_input(void **state)
{
	struct run run = {.argv = SH("cat"), .input = "in", .input_len = 2};

	assert_run(&run, "in", "", NULL);
	run = (struct run){.argv = SH("cat")};
	assert_run(&run, "", "", NULL);
}

/* More input than anybody reads must not hurt. */
static void test_unread_input(void **state)
{
	autofree char *input = xcalloc(1, 10 << 20);
	struct run run = {
		.argv = SH("exec true"), .input = input, .input_len = 10 << 20};

	assert_run(&run, "", "", NULL);
}

static void test_limit(void **state)
{
	struct run run = {.argv = SH("head -c 3000000 /dev/zero | tr '\\0' x;"
				     "echo err >&2"),
			  .limit = 1000};
	struct run_result result = run_ok(&run);

	assert_int_equal(result.end, RUN_EXITED);
	assert_int_equal(result.out.len, 1000);
	assert_int_equal(result.out_lost, 2999000);
	assert_string_equal(result.err.s, "err\n");
	run_result_deinit(&result);
}

static void test_files(void **state)
{
	struct run run = {.argv = SH("echo out; echo err >&2"),
			  .out_path = "/tmp/test_run.out",
			  .err_path = "/tmp/test_run.err"};
	autofree char *out = NULL, *err = NULL;

	unlink(run.out_path);
	unlink(run.err_path);
	assert_run(&run, "", "", NULL);
	assert_run(&run, "", "", NULL);
	assert_null(file_read(run.out_path, 100, &out, NULL));
	assert_null(file_read(run.err_path, 100, &err, NULL));
	assert_string_equal(out, "out\n");
	assert_string_equal(err, "err\nerr\n");
	unlink(run.out_path);
	run.out_path = NULL;
	run.merge = true;
	free(take_ptr(err));
	assert_run(&run, "", "", NULL);
	assert_null(file_read(run.err_path, 100, &err, NULL));
	assert_string_equal(err, "err\nerr\nout\nerr\n");
	unlink(run.err_path);
}

static void test_bad_file(void **state)
{
	struct run run = {.argv = SH("true"), .out_path = "/no-such-dir/x"};
	struct run_result result;
	struct dm_error *err = run_program(&run, &result);

	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_IO);
	dm_error_destroy(err);
}

static void collect_line(char *s, size_t len, void *ctx)
{
	struct strbuf *sb = ctx;

	assert_int_equal(strlen(s), len);
	strbuf_addf(sb, "[%s]", s);
}

static void test_lines(void **state)
{
	struct strbuf got = {};
	struct run run = {.argv = SH("printf 'a\\n\\nbc'; sleep 0.1;"
				     "printf 'd\\nlast'"),
			  .line = collect_line,
			  .ctx = &got};

	assert_run(&run, "", "", NULL);
	assert_string_equal(got.s, "[a][][bcd][last]");
	strbuf_reset(&got);
	run.limit = 4;
	run.argv = SH("printf abcdefgh; sleep 0.1; printf 'ij\\nk'");
	assert_run(&run, "", "", NULL);
	assert_string_equal(got.s, "[abcdefgh][ij][k]");
	strbuf_deinit(&got);
}

static void test_timeout(void **state)
{
	struct run run = {.argv = SH("echo before; sleep 100 & wait"),
			  .timeout = 1};
	struct run_result result = run_ok(&run);
	autofree char *failure = run_failure(&run, &result);

	assert_string_equal(failure, "no end within 1 s");
	assert_string_equal(result.out.s, "before\n");
	assert_in_range(result.ns, 900000000, 60000000000);
	run_result_deinit(&result);
}

/* One that writes for ever is stopped all the same. */
static void test_timeout_of_writer(void **state)
{
	struct run run = {.argv = SH("exec yes"), .timeout = 1, .limit = 10};
	struct run_result result = run_ok(&run);

	assert_int_equal(result.end, RUN_TIMED_OUT);
	assert_int_equal(result.out.len, 10);
	run_result_deinit(&result);
}

/* A child that stays behind with the pipe does not hold us. */
static void test_background(void **state)
{
	struct run run = {.argv = SH("sleep 20 & echo out")};
	struct run_result result = run_ok(&run);

	assert_string_equal(result.out.s, "out\n");
	assert_true(result.ns < 10000000000);
	run_result_deinit(&result);
}

static void test_no_fds_left(void **state)
{
	static const char script[] = "ls /proc/self/fd | wc -l";
	struct run run = {.argv = SH(script)};
	FILE *plain = popen(script, "r");
	int before, after;
	char want[16] = "";

	assert_non_null(plain);
	assert_non_null(fgets(want, sizeof(want), plain));
	pclose(plain);
	before = dup(0);
	close(before);
	assert_run(&run, want, "", NULL);
	after = dup(0);
	assert_int_equal(after, before);
	close(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_input),
		cmocka_unit_test(test_unread_input),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_bad_file),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_timeout_of_writer),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_no_fds_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
