// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/error.h"
#include "base/file.h"
#include "base/run.h"
#include "units/c_files.h"
#include "units/kernel_make.h"

/* bytes free: make deletes what it could not finish, so some are free again */
#define FULL_BELOW (4u << 20)
#define LOG_LIMIT ((size_t)64 << 20)

/* Debian's names. */
static const struct {
	const char *program, *package;
} needed[] = {
	{"make", "make"},	{"flex", "flex"},	{"bison", "bison"},
	{"bc", "bc"},		{"clang", "clang-19"},	{"ld.lld", "lld-19"},
	{"llvm-ar", "llvm-19"}, {"llvm-nm", "llvm-19"}, {"perl", "perl"},
};

/* What a failing build says when a development package is missing. */
static const struct {
	const char *text, *package;
} hints[] = {
	{"gelf.h", "libelf-dev"},	   {"libelf.h", "libelf-dev"},
	{"openssl/", "libssl-dev"},	   {"gmp.h", "libgmp-dev"},
	{"mpc.h", "libmpc-dev"},	   {"rsync: not found", "rsync"},
	{"python3: not found", "python3"}, {"cpio: not found", "cpio"},
};

/* PATH with the folder of our clang in front. */
static char *search_path(void)
{
	autofree char *clang = path_folder(DMALIAS_CLANG);
	const char *path = getenv("PATH");

	return xasprintf("%s:%s", clang, path ? path : "/usr/bin:/bin");
}

struct dm_error *kernel_make_check(void)
{
	autofree char *path = search_path();

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!run_in_path(needed[i].program, path))
			return dm_error(DM_ERR_TOOL,
					"configuring a kernel needs '%s': "
					"install the package '%s'",
					needed[i].program, needed[i].package);
	return NULL;
}

const char *kernel_make_arch(enum unit_arch arch)
{
	switch (arch) {
	case ARCH_X86:
		return "x86_64";
	case ARCH_ARM64:
		return "arm64";
	case ARCH_ARM:
		return "arm";
	default:
		return NULL;
	}
}

/*
 * Kernels before 5.15 take clang's --target from CROSS_COMPILE, those before
 * 5.7 know no LLVM=. With clang and its assembler the prefix needs no program
 * behind it. Documentation/kbuild/llvm.rst.
 */
static const char *cross_prefix(enum unit_arch arch)
{
	switch (arch) {
	case ARCH_ARM64:
		return "aarch64-linux-gnu-";
	case ARCH_ARM:
		return "arm-linux-gnueabi-";
	default:
		return "";
	}
}

static bool needs_prefix(const char *root)
{
	autofree char *path = xasprintf("%s/scripts/Makefile.clang", root);

	return !file_exists(path); /* came with 5.16, and infers it from ARCH */
}

static void make_arguments(const struct kernel_make *make, path_vec *ret)
{
	vec_push(ret, xstrdup("make"));
	vec_push(ret, xstrdup("-C"));
	vec_push(ret, xstrdup(make->root));
	vec_push(ret, xasprintf("O=%s", make->objtree));
	vec_push(ret, xasprintf("ARCH=%s", kernel_make_arch(make->arch)));
	vec_push(ret, xstrdup("LLVM=1"));
	vec_push(ret, xstrdup("LLVM_IAS=1"));
	vec_push(ret, xasprintf("-j%u", make->jobs ? make->jobs : 1));
	vec_push(ret, xstrdup("-Oline"));
	if (make->allconfig)
		vec_push(ret,
			 xasprintf("KCONFIG_ALLCONFIG=%s", make->allconfig));
	if (needs_prefix(make->root))
		vec_push(ret, xasprintf("CROSS_COMPILE=%s",
					cross_prefix(make->arch)));
}

/* Only what programs need at all: no MAKEFLAGS, no ARCH, no KBUILD_*. */
static void make_environment(path_vec *ret)
{
	static const char *const kept[] = {"HOME", "TMPDIR", "USER", "LOGNAME"};

	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		const char *value = getenv(kept[i]);

		if (value)
			vec_push(ret, xasprintf("%s=%s", kept[i], value));
	}
	autofree char *path = search_path();

	vec_push(ret, xasprintf("PATH=%s", path));
	vec_push(ret, xstrdup("LC_ALL=C"));
}

static struct dm_error *run_make(const struct kernel_make *make, path_vec *argv,
				 const char *out, struct run_result *ret)
{
	path_vec env = {};
	struct run run = {.env_only = true,
			  .out_path = out,
			  .err_path = make->log,
			  .merge = !out};
	struct dm_error *err;

	make_environment(&env);
	vec_push(&env, NULL);
	vec_push(argv, NULL);
	run.argv = (const char *const *)argv->v;
	run.env = (const char *const *)env.v;
	err = run_program(&run, ret);
	path_vec_deinit(&env);
	return err;
}

static bool is_error_line(const char *line)
{
	return strstr(line, "error") || strstr(line, "***") ||
	       strstr(line, "not found") || strstr(line, "No space left");
}

/* The last line of the log that says what is wrong, or NULL. */
static char *last_error(const char *text)
{
	const char *found = NULL, *made = NULL, *s = text;
	size_t n;

	while (*s) {
		autofree char *line = xstrndup(s, strcspn(s, "\n"));

		/* "make: *** [x] Error 2" only says that something failed */
		if (is_error_line(line)) {
			if (!strncmp(line, "make", 4) &&
			    strstr(line, "] Error "))
				made = s;
			else
				found = s;
		}
		s += strlen(line);
		s += *s == '\n';
	}
	if (!found)
		found = made;
	if (!found)
		return NULL;
	n = strcspn(found, "\n");
	return xstrndup(found, n);
}

static const char *hint_for(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		if (strstr(text, hints[i].text))
			return hints[i].package;
	return NULL;
}

static struct dm_error *no_space(const struct kernel_make *make)
{
	return dm_error(DM_ERR_NOSPACE,
			"no space left for '%s'; free some, or name another "
			"cache folder",
			make->objtree);
}

/* The log, on the same disk, need not have got the line that says so. */
static bool disk_is_full(const struct kernel_make *make)
{
	struct statvfs st;

	return !statvfs(make->objtree, &st) &&
	       st.f_bavail * st.f_frsize < FULL_BELOW;
}

static off_t log_size(const struct kernel_make *make)
{
	struct stat st;

	return stat(make->log, &st) < 0 ? 0 : st.st_size;
}

/* What was added to the log since it had @from bytes; "" when unreadable. */
static char *log_tail(const struct kernel_make *make, off_t from)
{
	struct dm_error *err;
	char *text;
	size_t len;

	err = file_read(make->log, LOG_LIMIT, &text, &len);
	if (err) {
		dm_error_destroy(err);
		return xstrdup("");
	}
	if ((size_t)from <= len)
		memmove(text, text + from, len - from + 1);
	return text;
}

static struct dm_error *make_failed(const struct kernel_make *make,
				    const char *target, const char *how,
				    off_t from)
{
	autofree char *text = log_tail(make, from);
	autofree char *line = NULL;
	const char *package;

	if (strstr(text, "No space left on device") || disk_is_full(make))
		return no_space(make);
	line = last_error(text);
	package = hint_for(text);
	return dm_error(DM_ERR_TOOL, "make %s failed (%s): %s%s%s%s; log: %s",
			target, how, line ? line : "no error line",
			package ? "; install the package '" : "",
			package ? package : "", package ? "'" : "", make->log);
}

struct dm_error *kernel_make_run(const struct kernel_make *make,
				 const char *const *targets)
{
	off_t from = log_size(make);
	struct run_result result = {};
	autofree char *failure = NULL;
	path_vec argv = {};
	struct dm_error *err;

	make_arguments(make, &argv);
	for (size_t i = 0; targets[i]; i++)
		vec_push(&argv, xstrdup(targets[i]));
	err = run_make(make, &argv, NULL, &result);
	path_vec_deinit(&argv);
	if (err)
		return err;
	failure = run_failure(NULL, &result);
	run_result_deinit(&result);
	return failure ? make_failed(make, targets[0], failure, from) : NULL;
}

/* Exit code 2 only says that a part of the tree has no rule: -k went on. */
static bool did_not_run(const struct run_result *result)
{
	return result->end != RUN_EXITED || result->status > 127;
}

static struct dm_error *dry_run_outcome(const struct kernel_make *make,
					const struct run_result *result,
					off_t from)
{
	autofree char *failure = run_failure(NULL, result);
	autofree char *text = log_tail(make, from);

	if (failure && did_not_run(result))
		return make_failed(make, "-n", failure, from);
	if (strstr(text, "write error") || strstr(text, "No space left"))
		return no_space(make);
	return NULL;
}

struct dm_error *kernel_make_dry_run(const struct kernel_make *make,
				     const char *const *targets,
				     const char *out)
{
	off_t from = log_size(make);
	struct run_result result = {};
	path_vec argv = {};
	struct dm_error *err;

	make_arguments(make, &argv);
	vec_push(&argv, xstrdup("-n"));
	vec_push(&argv, xstrdup("-k"));
	/* before 5.14 or so a folder as target is what is built in, alone */
	vec_push(&argv, xstrdup("KBUILD_MODULES=1"));
	for (size_t i = 0; targets[i]; i++)
		vec_push(&argv, xstrdup(targets[i]));
	err = run_make(make, &argv, out, &result);
	path_vec_deinit(&argv);
	if (err)
		return err;
	err = dry_run_outcome(make, &result, from);
	run_result_deinit(&result);
	return err;
}
