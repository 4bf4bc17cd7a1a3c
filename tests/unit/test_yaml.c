// SPDX-License-Identifier: GPL-2.0-or-later
/* What is wrong in a YAML file, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"

struct thing {
	char *name;
	int good;
	unsigned int size;
};

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct thing, name,
			       1, 9),
	YAML_FIELD_BOOL("good", CYAML_FLAG_DEFAULT, struct thing, good),
	CYAML_FIELD_UINT("size", CYAML_FLAG_OPTIONAL, struct thing, size),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct thing, fields),
};

/* Load @text out of a file; the message of the error without its path. */
static char *load(const char *text, struct thing **ret)
{
	char path[] = "/tmp/dmalias-test.XXXXXX";
	struct dm_error *err;
	char *message = NULL;

	close(mkstemp(path));
	assert_null(file_write_atomic(path, text, strlen(text)));
	err = yaml_file_load(path, &schema, (void **)ret);
	unlink(path);
	if (err) {
		assert_int_equal(err->code, DM_ERR_INPUT);
		assert_memory_equal(err->message, path, strlen(path));
		assert_null(strchr(err->message, '\n'));
		message = xstrdup(err->message + strlen(path));
	}
	dm_error_destroy(err);
	return message;
}

static void loads(void **state)
{
	struct thing *thing = NULL;

	assert_null(load("# why\nname: x\ngood: true\nsize: 3\n", &thing));
	assert_string_equal(thing->name, "x");
	assert_int_equal(thing->good, 1);
	assert_int_equal(thing->size, 3);
	yaml_file_free(&schema, thing);
}

static const struct {
	const char *text, *message;
} wrong[] = {
	{"name: x\ngood: maybe\n", ":2:7: Invalid ENUM value: maybe"},
	{"name: x\ngood: true\nsize: -1\n", ":3:7: Invalid UINT value: '-1'"},
	{"name: x\ngood: true\nfoo: 1\n", ":2:7: Unexpected key: foo"},
	{"name: x\n", ":1:7: Missing required mapping field: good"},
	{"name: x\nname: y\n", ":1:7: Mapping field already seen: name"},
	{"name: x\n\tgood: true\n",
	 ":1:1: found a tab character that violates indentation"},
	{"- x\n", ": Expecting MAPPING, got event: SEQUENCE_START"},
	{"", ":1:1: the file is empty"},
	{"name: x\ngood: true\n---\nname: y\n",
	 ": Ignoring documents after first in stream"},
};

static void says_where(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct thing *thing = NULL;
		autofree char *message = load(wrong[i].text, &thing);

		assert_non_null(message);
		assert_string_equal(message, wrong[i].message);
		assert_null(thing);
	}
}

static void survives_any_bytes(void **state)
{
	static const char *const texts[] = {"\xff\xfe\n", "{",
					    "[[[[",	  "\"",
					    "&a *a",	  "%TAG",
					    "a: !!x y",	  "name: &x [*x]"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct thing *thing = NULL;
		autofree char *message = load(texts[i], &thing);

		assert_non_null(message);
	}
}

static void says_what_is_missing(void **state)
{
	void *data = NULL;
	struct dm_error *err =
		yaml_file_load("/nonexistent.yaml", &schema, &data);

	assert_int_equal(err->code, DM_ERR_IO);
	dm_error_destroy(err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads),
		cmocka_unit_test(says_where),
		cmocka_unit_test(survives_any_bytes),
		cmocka_unit_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
