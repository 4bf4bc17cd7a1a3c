// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "facts/facts.h"
#include "frontend/frontend.h"
#include "frontend/pch.h"

/* Precompiled headers of a tree that has but one of the common headers. */

#define N_UNITS 6

static char folder[] = "/tmp/dmalias-pch-XXXXXX";
static char *include_arg, *own_arg, *cache;
static char debug_arg[] = "-DDEBUG", name_arg[] = "-DKBUILD_MODNAME=x";
static char *common_args[3], *own_args[4], *debug_args[3];
static unit_vec units;

static void write_text(const char *name, const char *text)
{
	autofree char *path = xasprintf("%s/%s", folder, name);

	assert_null(file_write_atomic(path, text, strlen(text)));
}

static struct unit make_unit(int i, char **args, size_t n_args)
{
	return (struct unit){.file = xasprintf("%s/u%d.c", folder, i),
			     .directory = folder,
			     .args = args,
			     .n_args = n_args};
}

static int make_tree(void **state)
{
	autofree char *dir = NULL;

	if (!mkdtemp(folder))
		return -1;
	dir = xasprintf("%s/include/linux", folder);
	dm_error_destroy(file_make_dirs(dir));
	cache = xasprintf("%s/cache", folder);
	include_arg = xasprintf("-I%s/include", folder);
	own_arg = xasprintf("-I%s/own", folder);
	write_text("include/linux/module.h",
		   "#ifndef M\n#define M\nint common(int n);\n#endif\n");
	common_args[0] = own_args[0] = debug_args[0] = include_arg;
	common_args[1] = own_args[1] = name_arg;
	own_args[2] = own_arg;
	debug_args[1] = debug_arg;
	for (int i = 0; i < N_UNITS; i++) {
		autofree char *name = xasprintf("u%d.c", i);

		write_text(name, "#include <linux/module.h>\n"
				 "int f(void) { return common(1); }\n");
		if (i == 0)
			vec_push(&units, make_unit(i, debug_args, 2));
		else if (i == 1)
			vec_push(&units, make_unit(i, own_args, 3));
		else
			vec_push(&units, make_unit(i, common_args, 2));
	}
	return 0;
}

static int remove_tree(void **state)
{
	autofree char *command = xasprintf("rm -rf %s", folder);

	vec_for_each(&units, it)
		free(it->file);
	vec_deinit(&units);
	free(cache);
	free(include_arg);
	free(own_arg);
	return system(command);
}

static struct pch_set *prepare(void)
{
	struct pch_set *set = NULL;

	assert_null(pch_prepare(&units, cache, 2, &set));
	return set;
}

static bool lowers_with(const struct unit *unit, const char *pch)
{
	struct frontend_options options = {.pch = pch};
	struct frontend_report report;
	struct facts *facts;
	bool used;

	assert_null(frontend_lower(unit, &options, &facts, &report));
	assert_int_equal(report.errors, 0);
	assert_int_equal(report.functions, 1);
	used = report.pch_used;
	frontend_report_deinit(&report);
	facts_destroy(facts);
	return used;
}

static void test_made_and_used(void **state)
{
	struct pch_set *set = prepare();
	const char *pch = pch_for_unit(set, &units.v[2]);

	assert_non_null(pch);
	assert_true(lowers_with(&units.v[2], pch));
	/* names of the unit and folders of its own make no difference */
	assert_ptr_equal(pch_for_unit(set, &units.v[1]), pch);
	assert_true(lowers_with(&units.v[1], pch));
	/* what a header can see does, and one unit alone is not worth it */
	assert_null(pch_for_unit(set, &units.v[0]));
	pch_set_destroy(set);
}

static void test_used_again(void **state)
{
	struct pch_set *set = prepare();
	autofree char *pch = xstrdup(pch_for_unit(set, &units.v[2]));
	struct stat before, after;

	pch_set_destroy(set);
	assert_int_equal(stat(pch, &before), 0);
	set = prepare();
	assert_string_equal(pch_for_unit(set, &units.v[2]), pch);
	assert_int_equal(stat(pch, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	pch_set_destroy(set);
}

static void test_header_changed(void **state)
{
	struct pch_set *set = prepare();
	autofree char *pch = xstrdup(pch_for_unit(set, &units.v[2]));

	pch_set_destroy(set);
	write_text("include/linux/module.h",
		   "#ifndef M\n#define M\nlong common(int n, ...);\n#endif\n");
	/* stale: clang says no, the unit is parsed without it */
	assert_false(lowers_with(&units.v[2], pch));
	set = prepare();
	assert_true(lowers_with(&units.v[2], pch));
	pch_set_destroy(set);
}

static void test_header_broken(void **state)
{
	struct pch_set *set;

	write_text("include/linux/module.h", "#error no\n");
	set = prepare();
	assert_null(pch_for_unit(set, &units.v[2]));
	pch_set_destroy(set);
}

static void test_no_folder(void **state)
{
	autofree char *path = xasprintf("%s/u0.c", folder);
	struct pch_set *set = NULL;
	struct dm_error *err = pch_prepare(&units, path, 1, &set);

	assert_non_null(err);
	assert_null(set);
	dm_error_destroy(err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_made_and_used),
		cmocka_unit_test(test_used_again),
		cmocka_unit_test(test_header_changed),
		cmocka_unit_test(test_header_broken),
		cmocka_unit_test(test_no_folder),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
