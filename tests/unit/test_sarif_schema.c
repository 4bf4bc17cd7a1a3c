// SPDX-License-Identifier: GPL-2.0-or-later
/* SARIF output against our schema of it; runs in the top folder. */
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
#include "findings/format/writers.h"
#include "findings_sample.h"

#define VALIDATE "tests/schema/validate"
#define SCHEMA "tests/schema/sarif-2.1.0-subset.schema.json"

/* The exit code of the validator over @text. */
static int validate(const char *text)
{
	char path[] = "/tmp/dmalias-test.XXXXXX";
	autofree char *command = NULL;
	int status;

	close(mkstemp(path));
	assert_null(file_write_atomic(path, text, strlen(text)));
	command =
		xasprintf("python3 -W ignore " VALIDATE " " SCHEMA " %s", path);
	status = system(command);
	unlink(path);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static char *nasty_sarif(void)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	char *text;

	sample_nasty(&v, &s);
	text = sample_written(write_sarif, &v, &s);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
	return text;
}

static int have_validator(void **state)
{
	return system("python3 -c 'import jsonschema'") == 0 ? 0 : -1;
}

static void accepts_nothing_found(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec none = {};
	autofree char *text = sample_written(write_sarif, &none, &s);

	assert_int_equal(validate(text), 0);
}

static void accepts_an_empty_run(void **state)
{
	struct run_summary s = {.units_found = 3};
	finding_vec none = {};
	autofree char *text = sample_written(write_sarif, &none, &s);

	assert_int_equal(validate(text), 0);
}

static void accepts_nasty_text(void **state)
{
	autofree char *text = nasty_sarif();

	assert_int_equal(validate(text), 0);
}

/* That the schema and the validator see what is wrong. */
static void refuses_what_is_wrong(void **state)
{
	static const struct {
		const char *from, *to;
	} damages[] = {
		{"\"kind\": \"fail\"", "\"kind\": \"f__l\""},
		{"\"ruleIndex\": 1", "\"ruleIndex\": 2"},
		{"\"uriBaseId\"", "\"uriBaseIx\""},
		{"\"startLine\": 1", "\"startLine\": 0"},
		{"dmaliasFindingHash/v1", "dmaliasFindingHash/v2"},
		{"drivers/a%20b", "drivers/a b__"},
		{"\"markdown\"", "\"markdowm\""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		autofree char *text = nasty_sarif();
		char *at = strstr(text, damages[i].from);

		assert_non_null(at);
		memcpy(at, damages[i].to, strlen(damages[i].to));
		assert_int_equal(validate(text), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_nothing_found),
		cmocka_unit_test(accepts_an_empty_run),
		cmocka_unit_test(accepts_nasty_text),
		cmocka_unit_test(refuses_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, have_validator, NULL);
}
