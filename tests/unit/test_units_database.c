// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "units/units.h"

/* A folder of its own for each test, with the files a.c, b.c and sub/c.c. */
struct fixture {
	char dir[64];
	char *database;
};

static void write_file(const char *dir, const char *name, const char *text)
{
	autofree char *path = xasprintf("%s/%s", dir, name);

	assert_null(file_write_atomic(path, text, strlen(text)));
}

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	autofree char *sub = NULL;

	strcpy(f->dir, "/tmp/dmalias-units-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->database = xasprintf("%s/compile_commands.json", f->dir);
	sub = xasprintf("%s/sub", f->dir);
	assert_null(file_make_dirs(sub));
	write_file(f->dir, "a.c", "int a;\n");
	write_file(f->dir, "b.c", "int b;\n");
	write_file(sub, "c.c", "int c;\n");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	autofree char *command = xasprintf("rm -rf %s", f->dir);

	assert_int_equal(system(command), 0);
	free(f->database);
	free(f);
	return 0;
}

static struct dm_error *find(struct fixture *f, const char *text,
			     const char *const *paths, size_t n_paths,
			     struct units *ret)
{
	struct units_source src = {
		.compile_commands = f->database,
		.paths = paths,
		.n_paths = n_paths,
	};

	write_file(f->dir, "compile_commands.json", text);
	return units_find(&src, ret);
}

/* The name of the folder becomes "DIR". */
static void add_arg(struct strbuf *text, const char *dir, const char *arg,
		    const char *separator)
{
	const char *at = strstr(arg, dir);
	size_t n = at ? (size_t)(at - arg) : strlen(arg);

	strbuf_addf(text, "%s%.*s%s%s", separator, (int)n, arg, at ? "DIR" : "",
		    at ? at + strlen(dir) : "");
}

/* "a.c:-DX,-DY sub/c.c:", in the order of the units. */
static void expect_units(struct fixture *f, const struct units *units,
			 const char *expected)
{
	struct strbuf text = {};

	vec_for_each(&units->list, unit) {
		strbuf_addf(&text, "%s%s:", text.len ? " " : "",
			    path_below(f->dir, unit->file));
		for (size_t i = 0; i < unit->n_args; i++)
			add_arg(&text, f->dir, unit->args[i], i ? "," : "");
		assert_null(unit->args[unit->n_args]);
	}
	assert_string_equal(strbuf_str(&text), expected);
	strbuf_deinit(&text);
}

static void expect_error(struct fixture *f, const char *text,
			 enum dm_error_code code, const char *part)
{
	struct units units = {};
	struct dm_error *err = find(f, text, NULL, 0, &units);

	assert_non_null(err);
	assert_int_equal(err->code, code);
	if (!strstr(err->message, part))
		fail_msg("'%s' not in '%s'", part, err->message);
	dm_error_destroy(err);
}

static void test_forms(void **state)
{
	struct fixture *f = *state;
	struct units units;

	assert_null(find(f,
			 "[{\"file\":\"sub/c.c\",\"directory\":\".\","
			 "\"arguments\":[\"cc\",\"-DX=a b\",\"-c\",\"-o\","
			 "\"c.o\",\"sub/c.c\"]},"
			 "{\"file\":\"../a.c\",\"directory\":\"sub\","
			 "\"command\":\"cc -D'Y=1 2' -Iinc -c -o a.o "
			 "../a.c\"}]",
			 NULL, 0, &units));
	expect_units(f, &units, "a.c:-DY=1 2,-Iinc sub/c.c:-DX=a b");
	assert_string_equal(units.root, f->dir);
	assert_null(units.objtree);
	assert_int_equal(units.list.v[0].quality, UNIT_TRUE_FLAGS);
	assert_string_equal(path_below(f->dir, units.list.v[0].directory),
			    "sub");
	units_deinit(&units);
}

static void test_duplicates(void **state)
{
	struct fixture *f = *state;
	struct units units;

	assert_null(find(f,
			 "[{\"file\":\"a.c\",\"command\":\"cc -DX=1 a.c\"},"
			 "{\"file\":\"b.c\",\"command\":\"cc -DX=4 b.c\"},"
			 "{\"file\":\"b.c\",\"command\":\"cc -DX=5 b.c\"},"
			 "{\"file\":\"./a.c\",\"command\":"
			 "\"cc -DX=2 -DMODULE a.c\"},"
			 "{\"file\":\"a.c\",\"command\":"
			 "\"cc -DX=3 -DMODULE a.c\"}]",
			 NULL, 0, &units));
	expect_units(f, &units, "a.c:-DX=2,-DMODULE b.c:-DX=4");
	assert_int_equal(units.skips.n, 0);
	units_deinit(&units);
}

static void test_bad_entries(void **state)
{
	static const char text[] =
		"[7, {\"command\":\"cc\"}, {\"file\":\"a.c\"},"
		"{\"file\":\"a.c\",\"command\":\"cc -DX='1 a.c\"},"
		"{\"file\":\"b.c\",\"arguments\":[\"cc\", 1]},"
		"{\"file\":\"x.S\",\"command\":\"cc x.S\"},"
		"{\"file\":\"gone.c\",\"command\":\"cc gone.c\"},"
		"{\"file\":\"b.c\",\"directory\":3,\"command\":\"cc\"},"
		"{\"file\":\"sub/c.c\",\"command\":\"cc -DX c.c\"}]";
	struct fixture *f = *state;
	struct units units;

	assert_null(find(f, text, NULL, 0, &units));
	expect_units(f, &units, "sub/c.c:-DX");
	assert_int_equal(units.skips.n, 8);
	/* all but x.S are lost */
	vec_for_each(&units.skips, skip)
		assert_int_equal(skip->lost, !strstr(skip->file, "x.S"));
	units_deinit(&units);
}

static void test_paths(void **state)
{
	static const char text[] =
		"[{\"file\":\"a.c\",\"command\":\"cc -DX a.c\"},"
		"{\"file\":\"sub/c.c\",\"command\":\"cc -DX c.c\"}]";
	static const char *const sub[] = {"sub"}, *const root[] = {"."},
				 *const outside[] = {"/etc"},
				 *const missing[] = {"sub/none"};
	struct fixture *f = *state;
	autofree char *full = xasprintf("%s/a.c", f->dir);
	const char *const file[] = {full};
	struct units units;
	struct dm_error *err;

	assert_null(find(f, text, sub, 1, &units));
	expect_units(f, &units, "sub/c.c:-DX");
	units_deinit(&units);
	assert_null(find(f, text, file, 1, &units));
	expect_units(f, &units, "a.c:-DX");
	units_deinit(&units);
	assert_null(find(f, text, root, 1, &units));
	expect_units(f, &units, "a.c:-DX b.c:-DX,-IDIR sub/c.c:-DX");
	units_deinit(&units);

	err = find(f, text, outside, 1, &units);
	assert_int_equal(err->code, DM_ERR_USAGE);
	assert_non_null(strstr(err->message, "'/etc' is outside the tree '/"));
	dm_error_destroy(err);
	err = find(f, text, missing, 1, &units);
	assert_int_equal(err->code, DM_ERR_USAGE);
	assert_non_null(strstr(err->message, "no such file or folder"));
	dm_error_destroy(err);
}

static void test_malformed(void **state)
{
	struct fixture *f = *state;

	expect_error(f, "", DM_ERR_INPUT, "compile_commands.json:1:0: ");
	expect_error(f, "[\n {\"file\": \"a", DM_ERR_INPUT, ".json:2:");
	expect_error(f, "{}", DM_ERR_INPUT, ".json:1:1: an array");
	expect_error(f, "\"x\"", DM_ERR_INPUT, ".json:1:1: an array");
	expect_error(f, "[]\n]", DM_ERR_INPUT, ".json:2:1: ");
}

static void test_empty(void **state)
{
	struct fixture *f = *state;
	struct units units;

	assert_null(find(f, "[]", NULL, 0, &units));
	assert_int_equal(units.list.n, 0);
	assert_int_equal(units.arch, ARCH_UNKNOWN);
	units_deinit(&units);
}

static void test_missing_database(void **state)
{
	struct units_source src = {.compile_commands = "/none/such"};
	struct units units;
	struct dm_error *err = units_find(&src, &units);

	assert_int_equal(err->code, DM_ERR_IO);
	assert_non_null(strstr(err->message, "'/none/such'"));
	dm_error_destroy(err);
}

#define folder_test(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		folder_test(test_forms),
		folder_test(test_duplicates),
		folder_test(test_bad_entries),
		folder_test(test_paths),
		folder_test(test_malformed),
		folder_test(test_empty),
		cmocka_unit_test(test_missing_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
