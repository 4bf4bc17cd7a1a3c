// SPDX-License-Identifier: GPL-2.0-or-later
/* What is written for other programs, against readers of it; runs in the top
 * folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "findings/format/formats.h"
#include "findings_sample.h"

static const struct format *find(const char *name)
{
	return format_find(name, strlen(name));
}

/* The exit code of the reader over @text. */
static int check(const char *name, const char *text)
{
	char path[] = "/tmp/dmalias-test.XXXXXX";
	autofree char *command = NULL;
	int status;

	close(mkstemp(path));
	assert_null(file_write_atomic(path, text, strlen(text)));
	command = xasprintf("python3 -W ignore tests/schema/check_format %s %s",
			    name, path);
	status = system(command);
	unlink(path);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static char *written(const char *name, bool nasty)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	char *text;

	if (nasty)
		sample_nasty(&v, &s);
	text = sample_written(find(name)->write, &v, &s);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
	return text;
}

static const char *const names[] = {"gitlab", "github", "rdjsonl", "kcidb",
				    "ktap"};

static void readers_take_nothing_found(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		autofree char *text = written(names[i], false);

		assert_int_equal(check(names[i], text), 0);
	}
}

static void readers_take_nasty_text(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		autofree char *text = written(names[i], true);

		assert_int_equal(check(names[i], text), 0);
	}
}

/* That the readers see what is wrong. */
static void readers_refuse_what_is_wrong(void **state)
{
	static const struct {
		const char *name, *from, *to;
	} damages[] = {
		{"gitlab", "\"begin\": 1", "\"begin\": 0"},
		{"gitlab", "\"check_name\"", "\"check_nama\""},
		{"github", "::", ":_"},
		{"github", "%0A", "%09"},
		{"rdjsonl", "\"severity\": \"", "\"severity\": \"X"},
		{"rdjsonl", "\"path\"", "\"pith\""},
		{"kcidb",
		 "\"issue_id\": \"dmalias:", "\"issue_id\": \"dmalias:_"},
		{"kcidb", "\"status\": \"", "\"status\": \"_"},
		{"ktap", "1..", "1.."},
		{"ktap", "# finding:", "  finding:"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		autofree char *text = written(damages[i].name, true);
		char *at = strstr(text, damages[i].from);

		assert_non_null(at);
		memcpy(at, damages[i].to, strlen(damages[i].to));
		if (!strcmp(damages[i].from, damages[i].to))
			at[3] = '9';
		assert_int_equal(check(damages[i].name, text), 1);
	}
}

/* Readers of these have no mark for what somebody decided. */
static void only_open_findings(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};

	sample_add(&v, "dma/map-unchecked", 7);
	findings_finish(&v);
	v.v[0].standing = FINDING_KNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		autofree char *text =
			sample_written(find(names[i])->write, &v, &s);

		assert_null(strstr(text, "drivers/a.c"));
		assert_null(strstr(text, "not ok"));
	}
	finding_vec_deinit(&v);
}

static void names_are_whole(void **state)
{
	assert_non_null(format_find("sarif:x", 5));
	assert_null(find("sar"));
	assert_null(find(""));
}

static int have_reader(void **state)
{
	return system("python3 -c 'import jsonschema'") == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_take_nothing_found),
		cmocka_unit_test(readers_take_nasty_text),
		cmocka_unit_test(readers_refuse_what_is_wrong),
		cmocka_unit_test(only_open_findings),
		cmocka_unit_test(names_are_whole),
	};

	return cmocka_run_group_tests(tests, have_reader, NULL);
}
