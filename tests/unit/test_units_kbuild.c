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
#include "base/strbuf.h"
#include "tree_fixture.h"
#include "units/kbuild_call.h"
#include "units/kernel_tree.h"
#include "units/make_dry_run.h"
#include "units/shell_words.h"

/* A kernel tree in src/ and its build folder in obj/. */
static int setup(void **state)
{
	struct tree_fixture *t = xcalloc(1, sizeof(*t));
	autofree char *link = NULL, *src = NULL;

	tree_setup(t);
	tree_write(t, "src/Makefile",
		   "# SPDX\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n"
		   "EXTRAVERSION = -rc2\nNAME = x\n");
	tree_write(t, "src/Kconfig", "");
	tree_write(t, "src/include/linux/kernel.h", "");
	tree_write(t, "src/scripts/Makefile.build", "");
	tree_write(t, "src/drivers/net/foo_main.c", "int a;\n");
	tree_write(t, "src/drivers/net/foo_hw.c", "int b;\n");
	tree_write(t, "src/drivers/net/bar.c", "int c;\n");
	tree_write(t, "obj/.config", "CONFIG_X=y\n");
	link = tree_path(t, "obj/source");
	src = tree_path(t, "src");
	assert_int_equal(symlink(src, link), 0);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	tree_teardown(*state);
	free(*state);
	return 0;
}

static void write_cmd(const struct tree_fixture *t, const char *variable,
		      const char *name, const char *flags)
{
	autofree char *cmd = xasprintf("obj/drivers/net/.%s.o.cmd", name);
	autofree char *text = xasprintf(
		"%s_drivers/net/%s.o := gcc -D__KERNEL__ %s -c -o "
		"drivers/net/%s.o %s/src/drivers/net/%s.c ; "
		"./tools/objtool/objtool drivers/net/%s.o\n\n"
		"source_drivers/net/%s.o := x\n",
		variable, name, flags, name, t->dir, name, name, name);

	tree_write(t, cmd, text);
}

static struct dm_error *find(const struct tree_fixture *t, const char *path,
			     struct units *ret)
{
	autofree char *objtree = tree_path(t, "obj");
	struct units_source src = {
		.kbuild = objtree,
		.paths = &path,
		.n_paths = path ? 1 : 0,
	};

	*ret = (struct units){};
	return units_find(&src, ret);
}

static void test_built(void **state)
{
	struct tree_fixture *t = *state;
	const struct unit *unit;
	struct units units;
	autofree char *line = NULL, *root = tree_path(t, "src");

	write_cmd(t, "cmd", "foo_main",
		  "-DMODULE -DKBUILD_MODNAME='\"foo\"' "
		  "-D\"KBUILD_STR(s)=\\#s\" -DCOST=$$x -D'P=$(pound)'");
	write_cmd(t, "savedcmd", "foo_hw", "-DX");
	tree_write(t, "obj/drivers/net/.foo.mod.o.cmd",
		   "cmd_foo.mod.o := gcc -D__KERNEL__ -c -o y foo.mod.c\n");
	tree_write(t, "obj/drivers/net/.tool.o.cmd",
		   "cmd_tool.o := gcc -DHOST -c -o y tool.c\n");
	assert_null(find(t, NULL, &units));
	assert_int_equal(units.list.n, 2);
	assert_string_equal(units.release, "6.1.7-rc2");
	assert_string_equal(units.root, root);
	unit = tree_unit(t, &units, "src/drivers/net/foo_main.c");
	line = unit_line(unit);
	assert_string_equal(line, " -D__KERNEL__ -DMODULE "
				  "-DKBUILD_MODNAME=\"foo\" "
				  "-DKBUILD_STR(s)=#s -DCOST=$x -DP=#");
	assert_string_equal(unit->module, "foo");
	assert_string_equal(unit->directory, units.objtree);
	assert_non_null(tree_unit(t, &units, "src/drivers/net/foo_hw.c"));
	units_deinit(&units);
}

static void test_borrowed(void **state)
{
	struct tree_fixture *t = *state;
	const struct unit *unit;
	struct units units;
	autofree char *line = NULL, *lender = NULL;

	write_cmd(t, "cmd", "foo_main", "-DMAIN");
	write_cmd(t, "cmd", "bar",
		  "-DBAR -DKBUILD_MODNAME='\"bar\"' "
		  "-DKBUILD_BASENAME='\"bar\"' -D__KBUILD_MODNAME=kmod_bar");
	tree_write(t, "src/drivers/net/bar-two.c", "int d;\n");
	tree_write(t, "src/drivers/net/part.c", "int e;\n");
	tree_write(t, "src/drivers/net/gen.c", "\n#include <stdio.h>\n");
	tree_write(t, "src/drivers/net/bar.c", "# include \"part.c\"\n");
	assert_null(find(t, "drivers/net", &units));

	unit = tree_unit(t, &units, "src/drivers/net/bar-two.c");
	assert_int_equal(unit->quality, UNIT_BORROWED_FLAGS);
	lender = tree_path(t, "src/drivers/net/bar.c");
	assert_string_equal(unit->lender, lender);
	line = unit_line(unit);
	assert_non_null(strstr(line, " -DBAR -DKBUILD_MODNAME=\"bar_two\" "
				     "-DKBUILD_BASENAME=\"bar_two\" "
				     "-D__KBUILD_MODNAME=kmod_bar_two -I"));
	assert_null(unit->module);

	unit = tree_unit(t, &units, "src/drivers/net/foo_hw.c");
	free(lender);
	lender = tree_path(t, "src/drivers/net/foo_main.c");
	assert_string_equal(unit->lender, lender);

	assert_string_equal(tree_skip(t, &units, "src/drivers/net/part.c"),
			    "included by 'drivers/net/bar.c' and analysed "
			    "with it");
	assert_string_equal(tree_skip(t, &units, "src/drivers/net/gen.c"),
			    "a program for the build machine");
	assert_int_equal(units.list.n, 4);
	assert_int_equal(units.skips.n, 2);
	assert_false(units.skips.v[0].lost);
	assert_false(units.skips.v[1].lost);
	units_deinit(&units);
}

/* A folder that is not built at all takes flags from further up. */
static void test_borrowed_from_above(void **state)
{
	struct tree_fixture *t = *state;
	const struct unit *unit;
	struct units units;
	size_t count[UNIT_NO_TYPES + 1];

	write_cmd(t, "cmd", "bar", "-DBAR");
	tree_write(t, "src/drivers/dma/deep/x.c", "int x;\n");
	tree_write(t, "src/drivers/dma/deep/x.h", "int x;\n");
	assert_null(find(t, "drivers/dma", &units));
	units_count(&units, count);
	assert_int_equal(count[UNIT_BORROWED_FLAGS], 1);
	assert_int_equal(units.list.n, 1);
	unit = tree_unit(t, &units, "src/drivers/dma/deep/x.c");
	assert_non_null(strstr(unit->lender, "/drivers/net/bar.c"));
	units_deinit(&units);

	assert_null(find(t, "drivers/net/foo_hw.c", &units));
	assert_int_equal(units.list.n, 1);
	assert_non_null(strstr(units.list.v[0].lender, "/drivers/net/bar.c"));
	units_deinit(&units);

	assert_null(find(t, "drivers/dma/deep/x.h", &units));
	assert_int_equal(units.list.n, 0);
	assert_non_null(strstr(units.skips.v[0].why, "a header"));
	assert_true(units.skips.v[0].lost);
	units_deinit(&units);
}

static void test_errors(void **state)
{
	struct tree_fixture *t = *state;
	struct units units;
	autofree char *src = tree_path(t, "src"), *obj = tree_path(t, "obj");
	struct units_source source = {.kbuild = src};

	expect_dm_error(find(t, NULL, &units), DM_ERR_USAGE,
			"nothing is built in '/");
	expect_dm_error(find(t, "drivers/net", &units), DM_ERR_USAGE,
			"for 'drivers/net'");
	expect_dm_error(find(t, "/usr", &units), DM_ERR_USAGE,
			"'/usr' is outside the tree '/");
	expect_dm_error(find(t, "drivers/none", &units), DM_ERR_USAGE,
			"no such file or folder: 'drivers/none' (neither here");
	expect_dm_error(units_find(&source, &units), DM_ERR_USAGE,
			"is not configured");
	source.kbuild = "/usr";
	expect_dm_error(units_find(&source, &units), DM_ERR_USAGE,
			"'/usr' is no build folder of a kernel tree");
	source.kernel = obj;
	expect_dm_error(units_find(&source, &units), DM_ERR_USAGE,
			"only one of");
	source = (struct units_source){};
	expect_dm_error(units_find(&source, &units), DM_ERR_USAGE,
			"nothing to analyse");
}

static void expect_bare(const struct tree_fixture *t, const char *stand_in,
			const char *end)
{
	autofree char *net = tree_path(t, "src/drivers/net");
	const char *const paths[] = {net};
	struct units_source source = {
		.paths = paths,
		.n_paths = 1,
		.stand_in = stand_in,
	};
	struct units units;
	autofree char *line = NULL, *expected = NULL;

	assert_null(units_find(&source, &units));
	assert_int_equal(units.list.n, 3);
	assert_int_equal(units.list.v[1].quality, UNIT_NO_TYPES);
	line = unit_line(&units.list.v[1]);
	expected = xasprintf(" -std=gnu89 -fno-builtin -D__KERNEL__ -DMODULE "
			     "-DKBUILD_MODNAME=\"foo_hw\" "
			     "-DKBUILD_BASENAME=\"foo_hw\" -I%s%s",
			     net, end);
	assert_string_equal(line, expected);
	units_deinit(&units);
}

static void test_bare(void **state)
{
	expect_bare(*state, NULL, "");
	expect_bare(*state, "/x/kernel.h", " -include /x/kernel.h");
}

/* The tree is found without the link as well, as kernels wrote Makefile. */
static void test_objtree(void **state)
{
	struct tree_fixture *t = *state;
	autofree char *obj = tree_path(t, "obj"), *src = tree_path(t, "src");
	autofree char *link = tree_path(t, "obj/source");
	autofree char *new_text = xasprintf("# x\ninclude %s/Makefile\n", src);
	autofree char *old_text =
		xasprintf("VERSION = 4\nMAKEARGS := -C %s\n", src);
	char *root;

	assert_int_equal(unlink(link), 0);
	assert_null(kernel_tree_of_objtree(obj));
	tree_write(t, "obj/Makefile", new_text);
	root = kernel_tree_of_objtree(obj);
	assert_string_equal(root, src);
	free(root);
	tree_write(t, "obj/Makefile", old_text);
	root = kernel_tree_of_objtree(obj);
	assert_string_equal(root, src);
	free(root);
	root = kernel_tree_of_objtree(src);
	assert_string_equal(root, src);
	free(root);
}

struct calls {
	struct strbuf text;
	unsigned int lost;
};

static void take_call(const char *file, struct shell_words *words, void *ctx)
{
	struct calls *calls = ctx;

	strbuf_addf(&calls->text, "%s %s;", shell_words_list(words, NULL)[0],
		    file);
}

static void take_lost(const char *line, void *ctx)
{
	struct calls *calls = ctx;

	calls->lost++;
}

static void test_dry_run(void **state)
{
	static const char *const lines[] = {
		"make -C /obj -f /k/Makefile drivers/",
		"set -e;  echo '  CC [M]  a.o';    trap 'rm -f a.o; trap - "
		"HUP; kill -s HUP $$' HUP;  gcc -D__KERNEL__ -DX='\"y\"' -c -o "
		"a.o /k/a.c  ; scripts/basic/fixdep .a.o.d a.o 'gcc "
		"-D__KERNEL__ -DX='\\''\"y\"'\\'' -c -o a.o /k/a.c' > .a.o.cmd",
		"clang -D__KERNEL__ -c \\",
		"\t-o b.o b.c",
		"gcc -DHOST -c -o c.o c.c",
		"gcc -D__KERNEL__ -D__ASSEMBLY__ -c -o d.o d.S",
		"gcc -D__KERNEL__ -c -o e.o 'e.c",
		"gcc -D__KERNEL__ -E -o f.i f.c",
		"",
	};
	struct calls calls = {};
	struct make_dry_run run = {take_call, take_lost, &calls};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		make_dry_run_line(&run, lines[i], strlen(lines[i]));
	assert_string_equal(strbuf_str(&calls.text), "gcc /k/a.c;clang b.c;");
	assert_int_equal(calls.lost, 1);
	strbuf_deinit(&calls.text);
	make_dry_run_deinit(&run);
}

#define tree_test(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(test_built),
		tree_test(test_borrowed),
		tree_test(test_borrowed_from_above),
		tree_test(test_errors),
		tree_test(test_bare),
		tree_test(test_objtree),
		cmocka_unit_test(test_dry_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
