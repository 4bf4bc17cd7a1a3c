// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "tree_fixture.h"
#include "units/kernel_config.h"
#include "units/kernel_flags.h"
#include "units/kernel_stamp.h"

/*
 * A kernel tree with a Makefile that does what dmalias asks of kbuild: it
 * writes below O= only, and "make -n" shows the compiler calls.
 */
static const char makefile[] =
	"VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\n"
	"src := $(CURDIR)\n"
	"%config:\n"
	"\techo made $@ for $(ARCH) with '$(KCONFIG_ALLCONFIG)' >>$(O)/made\n"
	"\techo '# from '$@ >$(O)/.config\n"
	"olddefconfig:\n"
	"\techo made $@ >>$(O)/made\n"
	"modules_prepare:\n"
	"\techo made $@ >>$(O)/made; env >$(O)/env\n"
	"drivers/net/:\n"
	"\tgcc -D__KERNEL__ -DMODULE -DNET -c -o net.o "
	"$(src)/drivers/net/net.c\n"
	"drivers/dma/ drivers/:\n"
	"\tgcc -D__KERNEL__ -DMODULE -DDMA -c -o dma.o "
	"$(src)/drivers/dma/dma.c\n"
	"drivers/base/:\n"
	"\tgcc -D__KERNEL__ -DBASE -c -o b.o $(src)/drivers/base/b.c\n"
	".PHONY: drivers/ drivers/net/ drivers/dma/ drivers/base/\n";

struct fixture {
	struct tree_fixture tree;
	char *src, *cache;
	struct strbuf progress;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct tree_fixture *t = &f->tree;

	tree_setup(t);
	f->src = tree_path(t, "src");
	f->cache = tree_path(t, "cache");
	tree_write(t, "src/Makefile", makefile);
	tree_write(t, "src/Kconfig", "");
	tree_write(t, "src/include/linux/kernel.h", "");
	tree_write(t, "src/scripts/Makefile.build", "");
	tree_write(t, "src/scripts/Makefile.clang", "");
	tree_write(t, "src/drivers/Makefile", "");
	tree_write(t, "src/drivers/net/Makefile", "");
	tree_write(t, "src/drivers/net/net.c", "int a;\n");
	tree_write(t, "src/drivers/net/other.c", "int b;\n");
	tree_write(t, "src/drivers/dma/Makefile", "");
	tree_write(t, "src/drivers/dma/dma.c", "int c;\n");
	tree_write(t, "src/drivers/base/Makefile", "");
	tree_write(t, "src/drivers/base/b.c", "int d;\n");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	tree_teardown(&f->tree);
	strbuf_deinit(&f->progress);
	free(f->src);
	free(f->cache);
	free(f);
	return 0;
}

static void note_progress(const char *what, void *ctx)
{
	struct fixture *f = ctx;

	strbuf_addf(&f->progress, "%.*s;", (int)strcspn(what, "/"), what);
}

static struct dm_error *find(struct fixture *f, const char *config,
			     const char *path, struct units *ret)
{
	struct units_source src = {
		.kernel = f->src,
		.arch = ARCH_ARM64,
		.config = config,
		.cache = f->cache,
		.jobs = 2,
		.paths = &path,
		.n_paths = path ? 1 : 0,
		.progress = note_progress,
		.ctx = f,
	};

	*ret = (struct units){};
	strbuf_reset(&f->progress);
	return units_find(&src, ret);
}

static char *read_objtree(const struct units *units, const char *name)
{
	autofree char *path = xasprintf("%s/%s", units->objtree, name);
	char *text;

	assert_null(file_read(path, 1 << 20, &text, NULL));
	return text;
}

static void test_configured_once(void **state)
{
	struct fixture *f = *state;
	struct units units;
	autofree char *line = NULL, *made = NULL;

	assert_null(find(f, NULL, "drivers/net", &units));
	assert_string_equal(strbuf_str(&f->progress),
			    "make allmodconfig for arm64 in ;"
			    "make modules_prepare in ;make -n drivers;");
	assert_int_equal(units.list.n, 2);
	assert_string_equal(units.release, "6.1.9");
	assert_int_equal(units.arch, ARCH_ARM64);
	line = unit_line(tree_unit(&f->tree, &units, "src/drivers/net/net.c"));
	assert_string_equal(line, " -D__KERNEL__ -DMODULE -DNET");
	assert_string_equal(
		tree_unit(&f->tree, &units, "src/drivers/net/other.c")->lender,
		tree_unit(&f->tree, &units, "src/drivers/net/net.c")->file);
	made = read_objtree(&units, "made");
	assert_non_null(strstr(made, "made allmodconfig for arm64 with /"));
	assert_non_null(strstr(made, "made modules_prepare"));
	units_deinit(&units);

	assert_null(find(f, NULL, "drivers/net/net.c", &units));
	assert_string_equal(strbuf_str(&f->progress), "");
	assert_int_equal(units.list.n, 1);
	units_deinit(&units);

	assert_null(find(f, NULL, "drivers/dma", &units));
	assert_string_equal(strbuf_str(&f->progress), "make -n drivers;");
	units_deinit(&units);
}

static void test_made_anew(void **state)
{
	struct fixture *f = *state;
	struct units units;

	assert_null(find(f, NULL, "drivers/net", &units));
	units_deinit(&units);

	/* a driver's Makefile: only the compiler calls */
	tree_write(&f->tree, "src/drivers/net/Makefile", "# changed\n");
	assert_null(find(f, NULL, "drivers/net", &units));
	assert_string_equal(strbuf_str(&f->progress), "make -n drivers;");
	units_deinit(&units);

	/* Kconfig: everything */
	tree_write(&f->tree, "src/drivers/net/Kconfig", "# new\n");
	assert_null(find(f, NULL, "drivers/net", &units));
	assert_non_null(strstr(strbuf_str(&f->progress), "modules_prepare"));
	assert_non_null(strstr(strbuf_str(&f->progress), "make -n drivers"));
	units_deinit(&units);

	/* a source file: nothing */
	tree_write(&f->tree, "src/drivers/net/net.c", "int z;\n");
	assert_null(find(f, NULL, "drivers/net", &units));
	assert_string_equal(strbuf_str(&f->progress), "");
	units_deinit(&units);
}

static void test_configurations(void **state)
{
	struct fixture *f = *state;
	autofree char *file = tree_path(&f->tree, "my config");
	autofree char *config = NULL, *made = NULL;
	struct units units;

	tree_write(&f->tree, "my config", "CONFIG_MINE=y\n");
	assert_null(find(f, file, "drivers/net", &units));
	config = read_objtree(&units, ".config");
	assert_int_equal(strncmp(config, "CONFIG_MINE=y\n", 14), 0);
	assert_non_null(strstr(config, "\n# CONFIG_KASAN is not set\n"));
	made = read_objtree(&units, "made");
	assert_null(strstr(made, "allmodconfig"));
	units_deinit(&units);

	/* the same file with another content */
	tree_write(&f->tree, "my config", "CONFIG_OTHER=y\n");
	assert_null(find(f, file, "drivers/net", &units));
	assert_non_null(strstr(strbuf_str(&f->progress), "modules_prepare"));
	units_deinit(&units);

	assert_null(find(f, "defconfig", "drivers/net", &units));
	free(config);
	config = read_objtree(&units, ".config");
	assert_int_equal(strncmp(config, "# from defconfig\n", 17), 0);
	assert_non_null(strstr(config, "\nCONFIG_RANDSTRUCT_NONE=y\n"));
	units_deinit(&units);
	expect_dm_error(find(f, "no/such", "drivers/net", &units), DM_ERR_USAGE,
			"no configuration 'no/such'");
}

static void test_config_names(void **state)
{
	struct kernel_config config;

	assert_null(kernel_config_choose("defconfig", ARCH_ARM, &config));
	assert_string_equal(config.target, "multi_v7_defconfig");
	kernel_config_deinit(&config);
	assert_null(kernel_config_choose("defconfig", ARCH_X86, &config));
	assert_string_equal(config.target, "defconfig");
	kernel_config_deinit(&config);
	assert_null(kernel_config_choose(NULL, ARCH_ARM, &config));
	assert_string_equal(config.target, "allmodconfig");
	kernel_config_deinit(&config);
}

/* What make of the caller set must not reach the tree's make. */
static void test_environment(void **state)
{
	struct fixture *f = *state;
	autofree char *env = NULL;
	struct units units;

	setenv("MAKEFLAGS", "n", 1);
	setenv("ARCH", "mips", 1);
	setenv("KBUILD_OUTPUT", "/nowhere", 1);
	assert_null(find(f, NULL, "drivers/net", &units));
	env = read_objtree(&units, "env");
	assert_null(strstr(env, "KBUILD_OUTPUT="));
	assert_null(strstr(env, "ARCH=mips"));
	assert_non_null(strstr(env, "LLVM"));
	units_deinit(&units);
	unsetenv("MAKEFLAGS");
	unsetenv("ARCH");
	unsetenv("KBUILD_OUTPUT");
}

static void test_tree_not_written(void **state)
{
	struct fixture *f = *state;
	struct kernel_stamp before, after;
	struct units units;
	autofree char *config = tree_path(&f->tree, "src/.config");
	struct stat st_before, st_after;

	assert_null(kernel_stamp_make(f->src, &before));
	assert_int_equal(stat(f->src, &st_before), 0);
	assert_null(find(f, NULL, NULL, &units));
	units_deinit(&units);
	assert_null(kernel_stamp_make(f->src, &after));
	assert_int_equal(stat(f->src, &st_after), 0);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(st_before.st_mtim.tv_nsec, st_after.st_mtim.tv_nsec);
	assert_false(file_exists(config));
}

/* No call for the folder nor above: the lender of last resort. */
static void test_borrowed_from_base(void **state)
{
	struct fixture *f = *state;
	struct units units;

	tree_write(&f->tree, "src/samples/x.c", "int x;\n");
	assert_null(find(f, NULL, "samples", &units));
	assert_int_equal(units.list.n, 1);
	assert_int_equal(units.list.v[0].quality, UNIT_BORROWED_FLAGS);
	assert_non_null(strstr(units.list.v[0].lender, "drivers/base/b.c"));
	units_deinit(&units);
}

static void test_failing_make(void **state)
{
	struct fixture *f = *state;
	struct units units;
	struct dm_error *err;

	tree_write(&f->tree, "src/Makefile",
		   "VERSION = 6\nPATCHLEVEL = 1\n%config:\n"
		   "\t@echo 'x.c:3: error: gelf.h is bad' >&2; exit 1\n");
	err = find(f, NULL, "drivers/net", &units);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "x.c:3: error: gelf.h is bad"));
	assert_non_null(strstr(err->message, "'libelf-dev'"));
	assert_non_null(strstr(err->message, "/dmalias.log"));
	expect_dm_error(err, DM_ERR_TOOL, "make allmodconfig failed");

	/* and is not taken for a configured tree the next time */
	tree_write(&f->tree, "src/Makefile", makefile);
	assert_null(find(f, NULL, "drivers/net", &units));
	units_deinit(&units);

	tree_write(&f->tree, "src/Makefile",
		   "VERSION = 6\nPATCHLEVEL = 1\n%config:\n"
		   "\t@echo 'ld: No space left on device' >&2; exit 1\n");
	expect_dm_error(find(f, NULL, "drivers/net", &units), DM_ERR_NOSPACE,
			"no space left for '/");
}

static void test_wrong_trees(void **state)
{
	struct fixture *f = *state;
	struct units_source src = {.kernel = "/usr", .cache = f->cache};
	struct units units;

	expect_dm_error(units_find(&src, &units), DM_ERR_USAGE,
			"'/usr' is not a kernel source tree");
	src.kernel = "/no/such";
	expect_dm_error(units_find(&src, &units), DM_ERR_USAGE,
			"'/no/such' is not a kernel source tree");
	src.kernel = f->src;
	src.arch = ARCH_OTHER;
	expect_dm_error(units_find(&src, &units), DM_ERR_USAGE,
			"for x86, arm64 and arm");
	tree_write(&f->tree, "src/.config", "");
	expect_dm_error(find(f, NULL, NULL, &units), DM_ERR_USAGE,
			"has been configured in place");
}

static void expect_target(struct fixture *f, const char *path,
			  const char *expected)
{
	autofree char *full = path_normalize(f->src, path);
	autofree char *target = kernel_flags_target(f->src, full);

	assert_string_equal(target, expected);
}

static void test_targets(void **state)
{
	struct fixture *f = *state;

	tree_write(&f->tree, "src/drivers/net/sub/x.c", "");
	expect_target(f, "drivers/net", "drivers/net/");
	expect_target(f, "drivers/net/net.c", "drivers/net/");
	expect_target(f, "drivers/net/sub", "drivers/net/");
	expect_target(f, "drivers", "drivers/");
	expect_target(f, "include/linux", "");
	expect_target(f, ".", "");
}

#define tree_test(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(test_configured_once),
		tree_test(test_made_anew),
		tree_test(test_configurations),
		cmocka_unit_test(test_config_names),
		tree_test(test_environment),
		tree_test(test_tree_not_written),
		tree_test(test_borrowed_from_base),
		tree_test(test_failing_make),
		tree_test(test_wrong_trees),
		tree_test(test_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
