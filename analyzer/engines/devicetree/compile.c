// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/run.h"
#include "engines/devicetree/compile.h"

/* A board's blob has some 100 KB, its annotated source ten times that. */
#define OUTPUT_LIMIT ((size_t)32 << 20)
#define COMPLAINT_LIMIT ((size_t)1 << 16)

/*
 * Where kernels keep what their .dts include: scripts/Makefile.lib since 4.12
 * (DTC_INCLUDE), before that the folders of the architecture.
 */
static const char *const include_folders[] = {
	"scripts/dtc/include-prefixes", "arch/arm/boot/dts",
	"arch/arm/boot/dts/include",	"arch/arm64/boot/dts",
	"arch/arm64/boot/dts/include",	"include",
};

static struct dm_error *need(const char *program, const char *package)
{
	const char *path = getenv("PATH");

	if (run_in_path(program, path ? path : "/usr/bin:/bin"))
		return NULL;
	return dm_error(DM_ERR_TOOL,
			"device trees cannot be read without '%s': install "
			"the package %s",
			program, package);
}

struct dm_error *dt_compiler_init(struct dt_compiler *c, const char *root,
				  unsigned int timeout)
{
	struct dm_error *err = need("dtc", "device-tree-compiler");

	if (!err)
		err = need("cpp", "cpp");
	if (err)
		return err;
	*c = (struct dt_compiler){.root = root, .timeout = timeout};
	for (size_t i = 0; i < ARRAY_SIZE(include_folders); i++) {
		autofree char *folder =
			path_normalize(root, include_folders[i]);

		if (file_is_dir(folder))
			vec_push(&c->include,
				 xasprintf("-I%s", include_folders[i]));
	}
	return NULL;
}

void dt_compiler_deinit(struct dt_compiler *c)
{
	vec_for_each(&c->include, folder)
		free(*folder);
	vec_deinit(&c->include);
}

/* The first line in which a program says what is wrong, to be freed. */
static char *complaint(const struct strbuf *err)
{
	const char *s = strbuf_str(err), *hit = strstr(s, "rror");

	while (hit && hit > s && hit[-1] != '\n')
		hit--;
	if (!hit)
		hit = s;
	return *hit ? xstrndup(hit, strcspn(hit, "\n")) : NULL;
}

static struct dm_error *run_tool(const struct dt_compiler *c,
				 const char *const *argv, const char *file,
				 const struct strbuf *input, struct strbuf *ret)
{
	struct run run = {
		.argv = argv,
		.directory = c->root,
		.input = input ? strbuf_str(input) : NULL,
		.input_len = input ? input->len : 0,
		.limit = OUTPUT_LIMIT,
		.timeout = c->timeout,
	};
	struct run_result result = {};
	struct dm_error *err = run_program(&run, &result);
	autofree char *failure = NULL, *why = NULL;

	if (err)
		return err;
	failure = run_failure(&run, &result);
	why = complaint(&result.err);
	if (failure)
		err = dm_error(DM_ERR_INPUT, "%s: %s", argv[0],
			       why ? why : failure);
	else if (result.out_lost)
		err = dm_error(DM_ERR_INPUT, "%s: more than %zu MiB come of it",
			       argv[0], OUTPUT_LIMIT >> 20);
	else
		strbuf_add(ret, result.out.s, result.out.len);
	run_result_deinit(&result);
	return err;
}

typedef VEC(const char *) word_vec;

struct dm_error *dt_preprocess(const struct dt_compiler *c, const char *file,
			       struct strbuf *ret)
{
	word_vec argv = {};
	struct dm_error *err;

	/* dtc_cpp_flags of scripts/Makefile.lib */
	vec_push(&argv, "cpp");
	vec_push(&argv, "-nostdinc");
	vec_for_each(&c->include, folder)
		vec_push(&argv, *folder);
	vec_push(&argv, "-undef");
	vec_push(&argv, "-D__DTS__");
	vec_push(&argv, "-x");
	vec_push(&argv, "assembler-with-cpp");
	vec_push(&argv, file);
	vec_push(&argv, NULL);
	err = run_tool(c, argv.v, file, NULL, ret);
	vec_deinit(&argv);
	return err;
}

static char *folder_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? xstrndup(file, slash - file) : xstrdup(".");
}

static struct dm_error *run_dtc(const struct dt_compiler *c,
				const char *const *options, const char *file,
				const struct strbuf *text, struct strbuf *ret)
{
	autofree char *folder = folder_of(file);
	word_vec argv = {};
	struct dm_error *err;

	/* cmd_dtc of scripts/Makefile.lib, without warnings */
	vec_push(&argv, "dtc");
	vec_push(&argv, "-q");
	vec_push(&argv, "-I");
	vec_push(&argv, "dts");
	while (*options)
		vec_push(&argv, *options++);
	vec_push(&argv, "-b");
	vec_push(&argv, "0");
	vec_push(&argv, "-i");
	vec_push(&argv, folder);
	vec_for_each(&c->include, include) {
		vec_push(&argv, "-i");
		vec_push(&argv, *include + strlen("-I"));
	}
	vec_push(&argv, "-");
	vec_push(&argv, NULL);
	err = run_tool(c, argv.v, file, text, ret);
	vec_deinit(&argv);
	return err;
}

struct dm_error *dt_compile(const struct dt_compiler *c, const char *file,
			    const struct strbuf *text, struct strbuf *ret)
{
	static const char *const options[] = {"-O", "dtb", NULL};

	return run_dtc(c, options, file, text, ret);
}

struct dm_error *dt_annotate(const struct dt_compiler *c, const char *file,
			     const struct strbuf *text, struct strbuf *ret)
{
	static const char *const options[] = {"-T", "-T", "-O", "dts", NULL};

	return run_dtc(c, options, file, text, ret);
}
