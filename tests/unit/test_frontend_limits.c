// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "frontend/frontend.h"
#include "units/unit.h"

/* Input that is wrong, hostile or merely large: facts, or a clear error. */

static char folder[] = "/tmp/dmalias-frontend-XXXXXX";

struct lowered {
	struct facts *facts;
	struct frontend_report report;
	struct dm_error *err;
};

static struct lowered lower_with(const char *text, size_t len, char *arg)
{
	autofree char *file = xasprintf("%s/input.c", folder);
	struct unit unit = {.file = file,
			    .directory = folder,
			    .args = &arg,
			    .n_args = arg != NULL};
	struct frontend_options options = {.root = folder};
	struct lowered l = {};

	assert_null(file_write_atomic(file, text, len));
	l.err = frontend_lower(&unit, &options, &l.facts, &l.report);
	return l;
}

static struct lowered lower(const char *text)
{
	return lower_with(text, strlen(text), NULL);
}

static void done(struct lowered *l)
{
	dm_error_destroy(l->err);
	if (l->err)
		return;
	frontend_report_deinit(&l->report);
	facts_destroy(l->facts);
}

/* Whatever came out is whole: a reader takes it. */
static void check_whole(const struct lowered *l)
{
	struct facts *copy;
	void *data;
	size_t len;

	assert_null(l->err);
	assert_null(facts_write(l->facts, &data, &len));
	assert_null(facts_read(data, len, &copy));
	facts_destroy(copy);
	free(data);
}

static void repeat(struct strbuf *sb, const char *s, unsigned int n)
{
	while (n--)
		strbuf_adds(sb, s);
}

static void test_nothing(void **state)
{
	struct lowered l = lower("");

	check_whole(&l);
	assert_int_equal(l.report.functions, 0);
	assert_int_equal(l.report.errors, 0);
	done(&l);
}

static void test_garbage(void **state)
{
	char bytes[4096];
	struct lowered l;

	srand(1);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = rand();
	l = lower_with(bytes, sizeof(bytes), NULL);
	check_whole(&l);
	assert_true(l.report.errors > 0);
	assert_non_null(l.report.first_error);
	done(&l);
}

static void test_parentheses(void **state)
{
	struct strbuf sb = {};
	struct lowered l;

	strbuf_adds(&sb, "int f(int n) { return ");
	repeat(&sb, "(", 10000);
	strbuf_adds(&sb, "n");
	repeat(&sb, ")", 10000);
	strbuf_adds(&sb, "; }\nint g(void) { return 1; }\n");
	l = lower(sb.s);
	check_whole(&l);
	assert_true(l.report.errors > 0);
	done(&l);
	strbuf_deinit(&sb);
}

/* Deeper than the walk goes: counted, and no stack runs over. */
static void test_long_sum(void **state)
{
	struct strbuf sb = {};
	struct lowered l;

	strbuf_adds(&sb, "int f(int n) { return n");
	repeat(&sb, " + n", 20000);
	strbuf_adds(&sb, "; }\n");
	l = lower(sb.s);
	check_whole(&l);
	assert_int_equal(l.report.errors, 0);
	assert_true(l.report.opaque > 0);
	done(&l);
	strbuf_deinit(&sb);
}

static void test_else_if_chain(void **state)
{
	struct strbuf sb = {};
	struct lowered l;

	strbuf_adds(&sb, "int f(int n) {\n");
	for (int i = 0; i < 2000; i++)
		strbuf_addf(&sb, "if (n == %d) n++; else ", i);
	strbuf_adds(&sb, "n--; return n; }\n");
	l = lower(sb.s);
	check_whole(&l);
	assert_int_equal(l.report.functions, 1);
	assert_int_equal(l.report.incomplete, 1);
	done(&l);
	strbuf_deinit(&sb);
}

static void test_nested_blocks(void **state)
{
	struct strbuf sb = {};
	struct lowered l;

	strbuf_adds(&sb, "int f(int n) ");
	repeat(&sb, "{ int x = n; ", 200);
	strbuf_adds(&sb, "n = x; ");
	repeat(&sb, "}", 199);
	strbuf_adds(&sb, " return n; }\n");
	l = lower(sb.s);
	check_whole(&l);
	assert_int_equal(l.report.errors, 0);
	assert_int_equal(l.report.incomplete, 0);
	done(&l);
	strbuf_deinit(&sb);
}

static void test_wrong_code(void **state)
{
	static const char *const texts[] = {
		"int f(void) { break; continue; case 1: default: ; }",
		"int f(void) { goto nowhere; }",
		"int f(void) { for (;;; }",
		"int f(void) { switch (1) { case f(): ; } }",
		"int f(int n) { return n[3] + *n + n->x + n.y; }",
		"int f(void) { struct s s = { .a = 1 }; return s.a; }",
		"struct s { int a; }; struct s s = { .b = 1, 2, 3, { 4 } };",
		"int a[2] = { [7] = 1, [-1] = 2, [1 ... 0] = 3 };",
		"int f(void) { return ({ }) + ({ int x; }); }",
		"int f(void) { return __builtin_offsetof(struct no, x); }",
		"int f(int n) { int v[n]; return sizeof(v) + v[0]; }",
		"int f(void) { asm goto(\"\" : : : : gone); return 0; }",
		"int f(void) { goto *&&gone; }",
		"f(a, b) int a; { return a + b; }",
		"int f(int x) { return _Generic(x, float: 1); }",
		"int f(void) { return f(f(f(,)))); }",
		"#define M(x\nint f(void) { return M(1; }",
		"#include \"input.c\"\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct lowered l = lower(texts[i]);

		check_whole(&l);
		done(&l);
	}
}

static void test_unknown_argument(void **state)
{
	char arg[] = "-fno-such-flag-as-this";
	const char *text = "int f(void) { return 1; }";
	struct lowered l = lower_with(text, strlen(text), arg);

	check_whole(&l);
	assert_int_equal(l.report.functions, 1);
	done(&l);
}

static void test_no_folder(void **state)
{
	char file[] = "/nonexistent/x.c", directory[] = "/nonexistent";
	struct unit unit = {.file = file, .directory = directory};
	struct frontend_options options = {};
	struct frontend_report report;
	struct facts *facts;
	struct dm_error *err = frontend_lower(&unit, &options, &facts, &report);

	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_UNIT);
	assert_non_null(strstr(err->message, file));
	dm_error_destroy(err);
}

static void test_no_file(void **state)
{
	char file[] = "/nonexistent/x.c";
	struct unit unit = {.file = file, .directory = folder};
	struct frontend_options options = {};
	struct frontend_report report = {};
	struct facts *facts = NULL;
	struct dm_error *err = frontend_lower(&unit, &options, &facts, &report);

	/* clang makes an empty unit with an error of it */
	if (!err)
		assert_true(report.errors > 0);
	dm_error_destroy(err);
	frontend_report_deinit(&report);
	facts_destroy(facts);
}

static void test_pch_that_is_none(void **state)
{
	autofree char *file = xasprintf("%s/input.c", folder);
	struct unit unit = {.file = file, .directory = folder};
	struct frontend_options options = {.pch = file};
	struct frontend_report report;
	struct facts *facts;
	const char *text = "int f(void) { return 1; }\n";

	assert_null(file_write_atomic(file, text, strlen(text)));
	assert_null(frontend_lower(&unit, &options, &facts, &report));
	assert_false(report.pch_used);
	assert_int_equal(report.errors, 0);
	assert_int_equal(report.functions, 1);
	frontend_report_deinit(&report);
	facts_destroy(facts);
}

static int make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	autofree char *file = xasprintf("%s/input.c", folder);

	unlink(file);
	return chdir("/") || rmdir(folder) ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_parentheses),
		cmocka_unit_test(test_long_sum),
		cmocka_unit_test(test_else_if_chain),
		cmocka_unit_test(test_nested_blocks),
		cmocka_unit_test(test_wrong_code),
		cmocka_unit_test(test_unknown_argument),
		cmocka_unit_test(test_no_folder),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_pch_that_is_none),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
