// SPDX-License-Identifier: GPL-2.0-or-later
/* Units on their way to modules: which belong together, where facts wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "scan/module_job.h"
#include "scan/scan.h"
#include "units/module_list.h"

static void add_unit(struct module_list *list, uint32_t number, char *file,
		     char *module, char *modfile, bool loadable)
{
	char *args[] = {"-DMODULE", NULL};
	const struct unit unit = {.file = file,
				  .module = module,
				  .modfile = modfile,
				  .args = args,
				  .n_args = loadable};

	module_list_add(list, &unit, number);
}

/* @expected: the numbers of the units behind the name of each module. */
static void expect_list(struct module_list *list, const char *expected)
{
	struct strbuf sb = {};

	vec_for_each(&list->list, m) {
		strbuf_addf(&sb, " %s=", m->name);
		vec_for_each(&m->units, n)
			strbuf_addf(&sb, "%u", *n);
	}
	assert_string_equal(strbuf_str(&sb), expected);
	strbuf_deinit(&sb);
	module_list_deinit(list);
}

static void test_modules(void **state)
{
	struct module_list list = {};

	add_unit(&list, 0, "/t/a/one.c", "foo", NULL, true);
	add_unit(&list, 1, "/t/a/two.c", "bar", NULL, true);
	add_unit(&list, 2, "/t/b/three.c", "foo", NULL, true);
	add_unit(&list, 3, "/t/b/shared.c", "foo:bar", NULL, true);
	expect_list(&list, " foo=023 bar=13");
}

/* A name is not one of its kind in what is built in: its file is. */
static void test_built_in(void **state)
{
	struct module_list list = {};

	add_unit(&list, 0, "/t/a/one.c", "core", "a/core", false);
	add_unit(&list, 1, "/t/b/one.c", "core", "b/core", false);
	add_unit(&list, 2, "/t/a/two.c", "core", "a/core b/core", false);
	add_unit(&list, 3, "/t/c/one.c", "core", NULL, false);
	add_unit(&list, 4, "/t/d/one.c", "core", NULL, false);
	add_unit(&list, 5, "/t/d/two.c", "core", NULL, false);
	expect_list(&list, " a/core=02 b/core=12 core=3 core=45");
}

static void test_folders(void **state)
{
	struct module_list list = {};

	add_unit(&list, 0, "/t/a/one.c", NULL, NULL, false);
	add_unit(&list, 1, "/t/a/two.c", NULL, NULL, false);
	add_unit(&list, 2, "/t/b/one.c", NULL, NULL, false);
	expect_list(&list, " /t/a=01 /t/b=2");
}

static void test_facts_file(void **state)
{
	struct facts_file file = FACTS_FILE_EMPTY;
	struct facts_part parts[3], beyond;
	autofree void *data = NULL;
	struct dm_error *err;

	assert_null(facts_file_add(&file, "one", 4, &parts[0]));
	assert_null(facts_file_add(&file, "", 0, &parts[1]));
	assert_null(facts_file_add(&file, "three", 6, &parts[2]));
	assert_null(facts_file_read(&file, &parts[2], &data));
	assert_string_equal(data, "three");
	beyond = (struct facts_part){parts[2].at, 7};
	err = facts_file_read(&file, &beyond, &data);
	assert_non_null(err);
	dm_error_destroy(err);
	facts_file_close(&file);
}

/* Parts that are good, damaged and not there: what is lost is named. */
static void test_lost(void **state)
{
	const struct unit unit = {.file = "a.c"};
	struct facts_file file = FACTS_FILE_EMPTY;
	struct scanned_unit units[3] = {{&unit}, {&unit}, {&unit}};
	struct model *model = NULL;
	struct flow_options flow = {};
	const struct scan_options options = {};
	const uint32_t numbers[] = {0, 1, 2};
	struct cache *cache;
	struct module_result result = {};
	struct facts *f = facts_create("a.c", "/");
	autofree void *data = NULL;
	size_t len;

	assert_null(facts_write(f, &data, &len));
	assert_null(facts_file_add(&file, data, len, &units[0].part));
	((char *)data)[len / 2] ^= 1;
	assert_null(facts_file_add(&file, data, len, &units[1].part));
	assert_null(model_load(getenv("DMALIAS_MODEL"), NULL, 0, &model));
	flow.model = model;
	cache = cache_open("/nonexistent/folder", 0);
	module_job_run(&(struct module_job){.name = "m",
					    .units = units,
					    .numbers = numbers,
					    .n = 3,
					    .flow = &flow,
					    .options = &options,
					    .cache = cache,
					    .file = &file},
		       &result);
	assert_null(result.failure);
	assert_int_equal(result.lost.n, 2);
	assert_int_equal(result.lost.v[0].unit, 1);
	assert_non_null(strstr(result.lost.v[0].reason, "damaged"));
	assert_int_equal(result.lost.v[1].unit, 2);
	assert_non_null(strstr(result.lost.v[1].reason, "No such file"));
	module_result_deinit(&result);
	facts_file_close(&file);
	cache_close(cache);
	model_destroy(model);
	facts_destroy(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_facts_file),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests_name("scan_module", tests, NULL, NULL);
}
