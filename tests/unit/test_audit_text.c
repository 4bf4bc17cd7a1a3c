// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/macro.h"
#include "audit/text.h"

static struct carveout_kind rows[] = {
	{.kind = "pool",
	 .title = "pool",
	 .table = "pool_data",
	 .base = "start",
	 .size = "size",
	 .name = "name"},
	{.kind = "heap",
	 .title = "heap",
	 .table = "heap_data",
	 .within = "heaps",
	 .base = "base",
	 .size = "size"},
};
static const struct carveout_kinds kinds = {rows, ARRAY_SIZE(rows)};

static void read_text(const char *text, struct audit_text *ret)
{
	struct strmap names = {};

	*ret = (struct audit_text){};
	strmap_put(&names, "ioremap", 1);
	text_read(text, strlen(text), &names, &kinds, ret);
	strmap_deinit(&names);
}

static void tables_of_all_forms(void **state)
{
	struct audit_text t;

	read_text(
		"struct pool_data a __initdata = { .start = X, .size = 4 };\n"
		"struct pool_data b[] = {\n\t{ start: Y, size: f(1, 2) },\n"
		"\t[3] = { .name = \"n\" },\n};\n"
		"struct heap_data h = { .n = 1, .heaps = { { .base = Z }, } };"
		"\nvoid f(void)\n{\n\tb[3].size = late;\n}\n",
		&t);
	assert_int_equal(t.carveouts.n, 4);
	assert_string_equal(t.carveouts.v[0].base, "X");
	assert_string_equal(t.carveouts.v[1].base, "Y");
	assert_string_equal(t.carveouts.v[1].size, "f(1, 2)");
	assert_int_equal(t.carveouts.v[2].index, 3);
	assert_string_equal(t.carveouts.v[2].size, "late");
	assert_true(t.carveouts.v[2].at_run_time);
	assert_string_equal(t.carveouts.v[3].base, "Z");
	assert_int_equal(t.carveouts.v[1].line, 3);
	text_deinit(&t);
}

static void calls_and_what_are_none(void **state)
{
	struct audit_text t;

	read_text("void *ioremap(int a);\n"
		  "#define M ioremap(1)\n"
		  "/* ioremap(2) */\n"
		  "int f(void)\n{\n\tx.ioremap(3);\n\ts = \"ioremap(4)\";\n"
		  "\treturn ioremap(5);\n}\n"
		  "#ifdef A\nint g(void)\n{\n#else\nint g(int a)\n{\n#endif\n"
		  "\tioremap(6);\n}\n",
		  &t);
	assert_int_equal(t.calls.n, 2);
	assert_int_equal(t.calls.v[0].line, 8);
	assert_string_equal(t.calls.v[0].function, "f");
	assert_int_equal(t.calls.v[1].line, 17);
	assert_string_equal(t.calls.v[1].function, "g");
	text_deinit(&t);
}

static void names_of_functions(void **state)
{
	struct audit_text t;

	read_text(
		"static long s __initdata = 1;\nint f(int a, struct b *c)\n{\n\tunsigned long d = 1, *e;\n"
		"\tg = __pa(d);\n\treturn e;\n}\n",
		&t);
	assert_true(text_is_local(&t, "f", "a"));
	assert_true(text_is_local(&t, "f", "c"));
	assert_true(text_is_local(&t, "f", "d"));
	assert_true(text_is_local(&t, "f", "e"));
	assert_false(text_is_local(&t, "f", "g"));
	assert_true(text_is_local(&t, "", "s"));
	assert_false(text_is_local(&t, "", "f"));
	assert_int_equal(t.aliases.n, 1);
	assert_string_equal(t.aliases.v[0].to, "g");
	assert_string_equal(t.aliases.v[0].from, "d");
	assert_true(t.aliases.v[0].physical);
	text_deinit(&t);
}

/* Whatever stands in a file: it ends, and every token is in the text. */
static void any_text(void **state)
{
	static const char *const texts[] = {
		"{",
		"}",
		"((((",
		"struct pool_data",
		"struct pool_data x = {",
		"struct pool_data x = { .start",
		"[",
		"#define",
		"#define A\\",
		"\"",
		"'",
		"/*",
		"x = {[",
		"module_param(",
		"__setup(\"a\"",
		"struct pool_data x[] = { [",
		"int f(",
		"int f() { ioremap(",
	};
	struct audit_text t;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		read_text(texts[i], &t);
		text_deinit(&t);
	}
}

static void add_def(struct macros *m, const char *name, const char *value,
		    const char *file)
{
	vec_push(&m->defs, (struct macro_def){.name = xstrdup(name),
					      .value = xstrdup(value),
					      .file = xstrdup(file),
					      .line = 1});
}

static void values_of_expressions(void **state)
{
	struct macros m = {};
	const struct macro_def *def;
	uint64_t v;

	/* sorted by name and file, as macros_read() leaves them */
	add_def(&m, "END", "0x1000", "a/board.h");
	add_def(&m, "END", "0x2000", "b/other.h");
	add_def(&m, "LOOP", "LOOP + 1", "a/board.h");
	add_def(&m, "SIZE", "(2 * SZ_1M)", "c.h");
	assert_int_equal(macros_value(&m, "END - 4", "a/board.c", &v, &def),
			 MACRO_ONE);
	assert_int_equal(v, 0xffc);
	assert_string_equal(def->file, "a/board.h");
	assert_int_equal(macros_value(&m, "END", "d/x.c", &v, &def),
			 MACRO_MANY);
	assert_int_equal(macros_value(&m, "SIZE >> 1", "x.c", &v, &def),
			 MACRO_ONE);
	assert_int_equal(v, 1 << 20);
	assert_int_equal(macros_value(&m, "LOOP", "a/board.c", &v, &def),
			 MACRO_UNKNOWN);
	assert_int_equal(macros_value(&m, "f(1)", "x.c", &v, &def),
			 MACRO_UNKNOWN);
	assert_int_equal(macros_value(&m, "1 / 0", "x.c", &v, &def),
			 MACRO_UNKNOWN);
	macros_deinit(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_of_all_forms),
		cmocka_unit_test(calls_and_what_are_none),
		cmocka_unit_test(names_of_functions),
		cmocka_unit_test(any_text),
		cmocka_unit_test(values_of_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
