// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engines/coccinelle/output.h"

static bool read_line(const char *line, struct cocci_record *ret)
{
	return cocci_read_record(line, strlen(line), 10, ret);
}

static void record_is_read(void **state)
{
	struct cocci_record r;

	assert_true(read_line("{\"kind\": \"call\", \"file\": \"/tmp/x/7.c\","
			      " \"line\": \"12\", \"column\": \"0\","
			      " \"end_line\": 12, \"end_column\": 7,"
			      " \"function\": \"probe\", \"name\": \"ioremap\","
			      " \"args\": [\"base\", \"1 + 2\"]}",
			      &r));
	assert_int_equal(r.file, 7);
	assert_int_equal(r.line, 12);
	assert_int_equal(r.col, 1);
	assert_int_equal(r.end_col, 8);
	assert_string_equal(r.kind, "call");
	assert_string_equal(r.function, "probe");
	assert_string_equal(cocci_record_get(&r, "name"), "ioremap");
	assert_string_equal(cocci_record_get(&r, "args.1"), "1 + 2");
	assert_null(cocci_record_get(&r, "args.2"));
	cocci_record_deinit(&r);
}

static void outside_of_functions(void **state)
{
	struct cocci_record r;

	assert_true(read_line("{\"kind\": \"x\", \"file\": \"0.c\", \"line\": "
			      "1, \"column\": 1, \"function\": "
			      "\"something_else\"}",
			      &r));
	assert_null(r.function);
	cocci_record_deinit(&r);
}

static void odd_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"warning: something",
		"[]",
		"{\"kind\": \"x\", \"file\": \"10.c\", \"line\": 1, "
		"\"column\": 1}",
		"{\"kind\": \"x\", \"file\": \"a.c\", \"line\": 1, "
		"\"column\": 1}",
		"{\"kind\": \"x\", \"file\": \"1.c\", \"line\": 0, "
		"\"column\": 1}",
		"{\"kind\": \"x\", \"file\": \"1.c\", \"line\": -1, "
		"\"column\": 1}",
		"{\"kind\": \"x\", \"file\": \"1.c\", \"line\": \"1x\", "
		"\"column\": 1}",
		"{\"file\": \"1.c\", \"line\": 1, \"column\": 1}",
		"{\"kind\": \"x\", \"kind\": \"y\", \"file\": \"1.c\", "
		"\"line\": 1, \"column\": 1}",
		"{\"kind\": \"x\", \"file\": \"1.c\", \"line\": 1, "
		"\"column\": 1, \"args\": [1]}",
		"{\"kind\": \"x\", \"file\": \"1.c\", \"line\": 1, "
		"\"column\": 1} {}",
		"{\"kind\": \"x\", \"file\": \"1.c\"",
	};
	struct cocci_record r;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (read_line(lines[i], &r))
			fail_msg("accepted: %s", lines[i]);
}

static void failures_are_told(void **state)
{
	struct cocci_failure f;

	assert_true(cocci_read_failure(
		"EXN: Coccinelle_modules.Common.Timeout in /t/3.c", 10, 5, &f));
	assert_int_equal(f.file, 3);
	assert_string_equal(f.why, "spatch: no end within 5 s");
	free(f.why);
	assert_true(
		cocci_read_failure("EXN: Failure in x in /t/4.c", 10, 5, &f));
	assert_int_equal(f.file, 4);
	assert_string_equal(f.why, "spatch: Failure in x");
	free(f.why);
	assert_false(cocci_read_failure("warning: 3.c", 10, 5, &f));
	assert_false(cocci_read_failure("EXN: x in /t/11.c", 10, 5, &f));
}

static void version_is_checked(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
		{"spatch version 1.1.1 compiled\nPython scripting support: "
		 "yes\n",
		 true},
		{"spatch version 2.0 compiled\nPython scripting support: yes\n",
		 true},
		{"spatch version 1.1.1 compiled\nPython scripting support: no",
		 false},
		{"spatch version 1.0.8 compiled\nPython scripting support: yes",
		 false},
		{"spatch of somebody", false},
		{"", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		autofree char *why = NULL;

		assert_int_equal(cocci_version_ok(cases[i].text, &why),
				 cases[i].ok);
		assert_int_equal(why == NULL, cases[i].ok);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_is_read),
		cmocka_unit_test(outside_of_functions),
		cmocka_unit_test(odd_lines_are_refused),
		cmocka_unit_test(failures_are_told),
		cmocka_unit_test(version_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
