// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "tree_fixture.h"
#include "units/source_scan.h"
#include "units/word_set.h"

/* Search @text for dma_map and vmap; tell hits, wrappers and includes. */
static void expect_scan(const char *text, const char *expected)
{
	struct word_set words = {};
	struct source_scan scan = {};
	struct strbuf found = {};

	word_set_add(&words, "dma_map", 7);
	word_set_add(&words, "vmap", 4);
	source_scan(text, strlen(text), &words, &scan);
	strbuf_adds(&found, scan.hit ? "hit" : "no");
	vec_for_each(&scan.wrappers, w)
		strbuf_addf(&found, " %s%.*s", w->is_static ? "static:" : "",
			    (int)w->len, w->name);
	vec_for_each(&scan.includes, i)
		strbuf_addf(&found, " %c%.*s", i->angled ? '<' : '"',
			    (int)i->len, i->name);
	assert_string_equal(strbuf_str(&found), expected);
	strbuf_deinit(&found);
	source_scan_deinit(&scan);
	word_set_deinit(&words);
}

static void test_words(void **state)
{
	expect_scan("x = dma_map;", "hit");
	expect_scan("dma_map", "hit");
	expect_scan("dma_mapx xdma_map _vmap vmap2 0vmap", "no");
	expect_scan("/* dma_map */ // vmap\n", "no");
	expect_scan("\"dma_map\" 'vmap' \"a\\\"vmap\"", "no");
	expect_scan("\"open\nvmap", "hit");
	expect_scan("/* open vmap", "no");
	expect_scan("#if dma_map\n#error don't\nvmap", "hit");
	expect_scan("", "no");
}

static void test_functions(void **state)
{
	expect_scan("int foo(int a)\n{\n\tdma_map(a);\n}\n", "hit foo");
	expect_scan("static int foo(int a)\n{\n\tif (a) {\n\t\tvmap();\n"
		    "\t}\n}\nint bar(void)\n{\n}\n",
		    "hit static:foo");
	expect_scan("int __foo(int a) __must_hold(b)\n{\n\tvmap();\n}\n",
		    "hit __foo");
	expect_scan("int foo(int a) __acquires(b)\n{\n\tvmap();\n}\n",
		    "hit foo");
	expect_scan("static struct x y = {\n\t.z = dma_map,\n};\n"
		    "int f(void) { vmap(); }\n",
		    "hit f");
	expect_scan("int dma_map(int a);\nint f(void)\n{\n}\n", "hit");
	/* both branches open a brace */
	expect_scan("int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n"
		    "#endif\n\t}\n}\nint g(void)\n{\n\tvmap();\n}\n",
		    "hit g");
}

static void test_directives(void **state)
{
	expect_scan("#define A(x) dma_map(x)\n#define B vmap\n#define C c\n",
		    "hit A B");
	expect_scan("# define A(x) \\\n\tdma_map(x)\nint x;", "hit A");
	expect_scan("#define A(x) x \\\r\n vmap\n", "hit A");
	expect_scan("#include \"a.h\"\n #  include <b/c.h>\n",
		    "no \"a.h <b/c.h");
	expect_scan("#include \"a.h\n#include\n#include X\n", "no \"a.h");
	expect_scan("x = y #include \"a.h\"\n", "no");
}

struct fixture {
	struct tree_fixture tree;
	struct strbuf database;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	tree_setup(&f->tree);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	tree_teardown(&f->tree);
	strbuf_deinit(&f->database);
	free(f);
	return 0;
}

static void add(struct fixture *f, const char *name, const char *flags,
		const char *text)
{
	tree_write(&f->tree, name, text);
	strbuf_addf(&f->database, "%s{\"file\":\"%s\",\"command\":\"cc %s\"}",
		    f->database.len ? "," : "[", name, flags);
}

/* Which units matter for the name dma_map, and beside it for ioremap, by name
 * and sorted. */
static void expect_matters(struct fixture *f, const char *expected)
{
	autofree char *path = tree_path(&f->tree, "compile_commands.json");
	struct units_source src = {.compile_commands = path};
	struct strbuf found = {};
	struct strmap names = {}, beside = {};
	struct units units;
	bool *matters;

	strbuf_adds(&f->database, "]");
	tree_write(&f->tree, "compile_commands.json", f->database.s);
	assert_null(units_find(&src, &units));
	strmap_put(&names, "dma_map", 1);
	strmap_put(&beside, "ioremap", 1);
	assert_null(units_prefilter(&units, &names, &beside, &matters));
	for (size_t i = 0; i < units.list.n; i++)
		if (matters[i])
			strbuf_addf(&found, " %s",
				    path_below(f->tree.dir,
					       units.list.v[i].file));
	assert_string_equal(strbuf_str(&found), expected);
	strbuf_deinit(&found);
	strmap_deinit(&names);
	strmap_deinit(&beside);
	units_deinit(&units);
	free(matters);
}

static void test_own_file(void **state)
{
	struct fixture *f = *state;

	add(f, "a/x.c", "", "void f(void) { dma_map(); }\n");
	add(f, "b/y.c", "", "void g(void) { dma_unmap(); }\n");
	expect_matters(f, " a/x.c");
}

static void test_headers(void **state)
{
	struct fixture *f = *state;

	tree_write(&f->tree, "a/one.h", "#include \"two.h\"\n");
	tree_write(&f->tree, "a/two.h",
		   "#include \"one.h\"\n#define M dma_map()\n");
	tree_write(&f->tree, "inc/far.h", "static inline f() { dma_map(); }\n");
	tree_write(&f->tree, "inc/table.h", "fn t[] = { dma_map };\n");
	tree_write(&f->tree, "include/linux/dma.h", "dma_map();\n");
	add(f, "a/chain.c", "", "#include \"one.h\"\nint x = M;\n");
	add(f, "a/idle.c", "", "#include \"one.h\"\nint x = N;\n");
	add(f, "a/none.c", "", "#include \"missing.h\"\nint x = M;\n");
	add(f, "b/far.c", "-Iinc", "#include \"far.h\"\ng() { f(); }\n");
	add(f, "b/angled.c", "-I inc", "#include <far.h>\ng() { f(); }\n");
	add(f, "b/not.c", "", "#include \"far.h\"\nh() { f(); }\n");
	add(f, "b/table.c", "-Iinc", "#include \"table.h\"\n");
	add(f, "c/common.c", "-Iinclude", "#include <linux/dma.h>\n");
	add(f, "d/part.c", "", "#include \"inner.c\"\n");
	tree_write(&f->tree, "d/inner.c", "int f() { dma_map(); }\n");
	expect_matters(f, " a/chain.c b/angled.c b/far.c b/table.c d/part.c");
}

/* Wrappers of wrappers, in headers and within a file. */
static void test_chains(void **state)
{
	struct fixture *f = *state;

	tree_write(&f->tree, "a/low.h", "#define LOW dma_map()\n");
	tree_write(&f->tree, "a/high.h",
		   "#include \"low.h\"\n"
		   "static inline void high(void)\n{\n\tLOW;\n}\n");
	add(f, "a/user.c", "", "#include \"high.h\"\nvoid f() { high(); }\n");
	add(f, "a/other.c", "", "#include \"high.h\"\nvoid g() { }\n");
	add(f, "b/lib.c", "",
	    "static int own(void)\n{\n\tdma_map();\n}\n"
	    "int offered(void)\n{\n\town();\n}\n");
	add(f, "b/user.c", "", "void f(void) { offered(); }\n");
	add(f, "b/other.c", "", "void f(void) { own(); }\n");
	expect_matters(f, " a/user.c b/lib.c b/user.c");
}

static void test_beside(void **state)
{
	struct fixture *f = *state;
	const char *one = "-DMODULE -DKBUILD_MODNAME=one";
	const char *two = "-DMODULE -DKBUILD_MODNAME=two";

	add(f, "a/map.c", one, "void f(void) { ioremap(); }\n");
	add(f, "a/dma.c", one, "void g(void) { dma_map(); }\n");
	add(f, "a/none.c", one, "void h(void) { }\n");
	add(f, "b/map.c", two, "void f(void) { ioremap(); }\n");
	expect_matters(f, " a/dma.c a/map.c");
}

/* What kbuild links together is one driver, whatever the folders. */
static void test_modules(void **state)
{
	struct fixture *f = *state;
	const char *one = "-DMODULE -DKBUILD_MODNAME=one";
	const char *two = "-DMODULE -DKBUILD_MODNAME=two";

	add(f, "a/lib.c", one, "int get(int a)\n{\n\tdma_map(a);\n}\n");
	add(f, "b/user.c", one, "void f(void) { get(1); }\n");
	add(f, "a/not.c", two, "void f(void) { get(1); }\n");
	expect_matters(f, " a/lib.c b/user.c");
}

static void test_wrappers(void **state)
{
	struct fixture *f = *state;

	add(f, "a/lib.c", "",
	    "int foo_get(int a)\n{\n\tdma_map(a);\n}\n"
	    "static int foo_own(int a)\n{\n\tdma_map(a);\n}\n");
	add(f, "a/user.c", "", "void f(void) { foo_get(1); }\n");
	add(f, "a/other.c", "", "void f(void) { foo_own(1); }\n");
	add(f, "b/far.c", "", "void f(void) { foo_get(1); }\n");
	expect_matters(f, " a/lib.c a/user.c");
}

#define tree_test(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_directives),
		tree_test(test_own_file),
		tree_test(test_headers),
		tree_test(test_wrappers),
		tree_test(test_chains),
		tree_test(test_beside),
		tree_test(test_modules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
