// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "frontend/frontend.h"
#include "units/unit.h"

/*
 * Each tests/golden/facts/NAME.c is lowered and printed; NAME.facts is what
 * that gives. DMALIAS_UPDATE=1 writes it: read the difference then. Comments
 * in the file ask for more: "// macros: NAME..." for macros to be seen as
 * written, "// data" for variables and records, "// errors" for the counts.
 */
#define FOLDER "tests/golden/facts"
#define FILE_MAX ((size_t)1 << 20)

static void add_macros(const char *text, struct strmap *macros)
{
	static const char tag[] = "// macros:";

	for (const char *p = strstr(text, tag); p; p = strstr(p, tag)) {
		autofree char *line = NULL;
		char *save;

		p += strlen(tag);
		line = xstrndup(p, strcspn(p, "\n"));
		for (char *name = strtok_r(line, " ", &save); name;
		     name = strtok_r(NULL, " ", &save))
			strmap_put(macros, name, 1);
	}
}

/* Facts survive being written and read: what a cache gives is the same. */
static void check_round_trip(const struct facts *f, const char *printed)
{
	autofree char *again = NULL;
	struct facts *copy = NULL;
	void *data = NULL;
	size_t len = 0;
	FILE *out;

	assert_null(facts_write(f, &data, &len));
	assert_null(facts_read(data, len, &copy));
	free(data);
	out = open_memstream(&again, &len);
	facts_print(copy, out);
	fclose(out);
	assert_int_equal(strncmp(again, printed, strlen(again)), 0);
	facts_destroy(copy);
}

static char *lower_and_print(const char *path, const char *text)
{
	autofree char *cwd = path_normalize(NULL, ".");
	autofree char *file = path_normalize(NULL, path);
	char *args[] = {"-std=gnu11", "--target=x86_64-linux-gnu"};
	struct unit unit = {.file = file,
			    .directory = cwd,
			    .args = args,
			    .n_args = ARRAY_SIZE(args)};
	struct strmap macros = {};
	struct frontend_options options = {.macros = &macros, .root = cwd};
	struct frontend_report report;
	struct facts *facts;
	char *printed = NULL;
	size_t len;
	FILE *out = open_memstream(&printed, &len);

	add_macros(text, &macros);
	assert_null(frontend_lower(&unit, &options, &facts, &report));
	facts_print(facts, out);
	if (strstr(text, "// data\n"))
		facts_print_data(facts, out);
	if (strstr(text, "// errors\n"))
		fprintf(out, "\nerrors %u opaque %u incomplete %u\n",
			report.errors, report.opaque, report.incomplete);
	else
		assert_int_equal(report.errors, 0);
	fclose(out);
	check_round_trip(facts, printed);
	frontend_report_deinit(&report);
	facts_destroy(facts);
	strmap_deinit(&macros);
	return printed;
}

static void check_file(const char *path)
{
	autofree char *expected_path =
		xasprintf("%.*s.facts", (int)strlen(path) - 2, path);
	autofree char *text = NULL;
	autofree char *expected = NULL;
	autofree char *printed = NULL;
	const char *update = getenv("DMALIAS_UPDATE");

	assert_null(file_read(path, FILE_MAX, &text, NULL));
	printed = lower_and_print(path, text);
	if (update && *update == '1')
		assert_null(file_write_atomic(expected_path, printed,
					      strlen(printed)));
	assert_null(file_read(expected_path, FILE_MAX, &expected, NULL));
	if (strcmp(printed, expected))
		print_message("%s differs from:\n%s", expected_path, printed);
	assert_string_equal(printed, expected);
}

static void test_golden_files(void **state)
{
	DIR *dir = opendir(FOLDER);
	unsigned int n = 0;
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name;
		autofree char *path = xasprintf("%s/%s", FOLDER, name);
		size_t len = strlen(name);

		if (len < 3 || strcmp(name + len - 2, ".c"))
			continue;
		check_file(path);
		n++;
	}
	closedir(dir);
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
