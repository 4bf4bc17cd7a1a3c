// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/pool.h"
#include "cli/command.h"
#include "cli/source_args.h"

enum {
	KEY_KERNEL = 512,
	KEY_ARCH,
	KEY_CONFIG,
	KEY_COMPILE_COMMANDS,
	KEY_KBUILD,
	KEY_CACHE,
	KEY_MODEL,
	KEY_TIMEOUT,
	KEY_NO_PREFILTER,
	KEY_NO_PCH,
	KEY_NO_CACHE,
};

static const struct argp_option options[] = {
	{.doc = "What to analyse (one of; none: the files, as they are):",
	 .group = 1},
	{"kernel", KEY_KERNEL, "DIR", 0,
	 "kernel source tree: it is configured outside, in the cache folder, "
	 "which runs the tree's own Makefiles"},
	{"compile-commands", KEY_COMPILE_COMMANDS, "PATH", 0,
	 "compile_commands.json, or the folder it is in"},
	{"kbuild", KEY_KBUILD, "DIR", 0,
	 "build folder of a configured and built kernel (O=)"},
	{"arch", KEY_ARCH, "ARCH", 0, "x86, arm64 or arm (with --kernel)"},
	{"config", KEY_CONFIG, "CONFIG", 0,
	 "allmodconfig (default), defconfig or a file (with --kernel)"},
	{},
};

static const struct argp_option how_options[] = {
	{.doc = "How:", .group = 2},
	{"model", KEY_MODEL, "FILE", 0,
	 "more functions, in a file; may be repeated"},
	{"jobs", 'j', "N", 0, "processes at once (default: processors)"},
	{"timeout", KEY_TIMEOUT, "SECONDS", 0,
	 "for one unit, and for one module (120)"},
	{"cache", KEY_CACHE, "DIR", 0, "cache folder"},
	{"no-prefilter", KEY_NO_PREFILTER, NULL, 0,
	 "parse also units that name nothing of the model"},
	{"no-pch", KEY_NO_PCH, NULL, 0, "parse without precompiled headers"},
	{"no-cache", KEY_NO_CACHE, NULL, 0,
	 "parse all that matters anew, and keep nothing of it"},
	{},
};

static unsigned int parse_number(struct argp_state *state, const char *arg,
				 const char *what)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(arg, &end, 10);
	if (errno || *end || end == arg || *arg == '-' || !n || n > 100000)
		argp_error(state, "%s: '%s' is no number from 1 to 100000",
			   what, arg);
	return n;
}

static void parse_arch(struct units_source *s, const char *arg,
		       struct argp_state *state)
{
	if (!unit_arch_parse(arg, &s->arch) || s->arch == ARCH_OTHER ||
	    s->arch == ARCH_UNKNOWN)
		argp_error(state, "--arch: '%s' is none of x86, arm64, arm",
			   arg);
}

static error_t parse_how(int key, char *arg, struct argp_state *state)
{
	struct source_args *a = state->input;

	switch (key) {
	case 'j':
		a->scan->source.jobs = parse_number(state, arg, "--jobs");
		break;
	case KEY_TIMEOUT:
		a->scan->timeout = parse_number(state, arg, "--timeout");
		break;
	case KEY_MODEL:
		vec_push(&a->models, arg);
		break;
	case KEY_CACHE:
		a->scan->source.cache = arg;
		break;
	case KEY_NO_PREFILTER:
		a->scan->no_prefilter = true;
		break;
	case KEY_NO_PCH:
		a->scan->no_pch = true;
		break;
	case KEY_NO_CACHE:
		a->scan->no_cache = true;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp how_argp = {.options = how_options, .parser = parse_how};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct source_args *a = state->input;
	struct units_source *s = &a->scan->source;

	switch (key) {
	case KEY_KERNEL:
		s->kernel = arg;
		break;
	case KEY_KBUILD:
		s->kbuild = arg;
		break;
	case KEY_COMPILE_COMMANDS:
		s->compile_commands = arg;
		break;
	case KEY_CONFIG:
		s->config = arg;
		break;
	case KEY_ARCH:
		parse_arch(s, arg, state);
		break;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp source_argp = {
	.options = options,
	.parser = parse,
	.children = (const struct argp_child[]){{&how_argp}, {}},
};

void source_args_init(struct source_args *a, struct scan_options *scan)
{
	*a = (struct source_args){
		.scan = scan,
		.model_dir = command_model_dir(),
		.cache_dir = command_cache_dir(),
		.stand_in = command_stand_in(),
	};
	scan->model_dir = a->model_dir;
	scan->source.jobs = pool_default_jobs();
	scan->source.cache = a->cache_dir;
	scan->source.stand_in = a->stand_in;
}

bool source_args_given(const struct source_args *a)
{
	const struct units_source *s = &a->scan->source;

	return s->kernel || s->kbuild || s->compile_commands || a->paths.n;
}

void source_args_take(struct source_args *a)
{
	a->scan->source.paths = a->paths.v;
	a->scan->source.n_paths = a->paths.n;
	a->scan->models = a->models.v;
	a->scan->n_models = a->models.n;
}

void source_args_end(struct source_args *a, struct argp_state *state)
{
	struct units_source *s = &a->scan->source;

	if (!!s->kernel + !!s->kbuild + !!s->compile_commands > 1)
		argp_error(state, "only one of --kernel, --kbuild and "
				  "--compile-commands");
	if (!s->kernel && !a->implied && (s->arch || s->config))
		argp_error(state, "--arch and --config go with --kernel");
	if (!a->implied && !source_args_given(a))
		argp_error(state, "nothing to analyse");
	source_args_take(a);
}

void source_args_progress(const char *what, void *ctx)
{
	fprintf(stderr, "dmalias: %s\n", what);
}

void source_args_deinit(struct source_args *a)
{
	vec_deinit(&a->paths);
	vec_deinit(&a->models);
	free(a->model_dir);
	free(a->cache_dir);
	free(a->stand_in);
}
