// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "cli/command.h"
#include "findings/writers.h"
#include "scan/scan.h"

typedef VEC(const char *) name_vec;

struct scan_command {
	struct scan_options scan;
	name_vec paths, rules, models;
	const char *sarif;
	FILE *sarif_out;
	enum colour_mode colour;
	bool json, stats, succeed;
};

enum {
	KEY_KERNEL = 256,
	KEY_ARCH,
	KEY_CONFIG,
	KEY_COMPILE_COMMANDS,
	KEY_KBUILD,
	KEY_CACHE,
	KEY_RULE,
	KEY_MODEL,
	KEY_JSON,
	KEY_SARIF,
	KEY_STATS,
	KEY_COLOR,
	KEY_SUCCEED,
	KEY_TIMEOUT,
	KEY_NO_PREFILTER,
	KEY_NO_PCH,
	KEY_NO_CACHE,
};

static const struct argp_option options[] = {
	{.doc = "What to analyse (one of; none: the files, as they are):"},
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
	{.doc = "How:"},
	{"rule", KEY_RULE, "RULE", 0, "only this rule; may be repeated"},
	{"model", KEY_MODEL, "FILE", 0,
	 "more functions, in a file; may be repeated"},
	{"jobs", 'j', "N", 0, "processes at once (default: processors)"},
	{"timeout", KEY_TIMEOUT, "SECONDS", 0,
	 "for one unit, and for one module (120)"},
	{"cache", KEY_CACHE, "DIR", 0, "cache folder"},
	{"no-prefilter", KEY_NO_PREFILTER, NULL, 0,
	 "parse also units that name nothing of the model"},
	{"no-pch", KEY_NO_PCH, NULL, 0, "parse without precompiled headers"},
	{.doc = "What to print:"},
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{"sarif", KEY_SARIF, "FILE", 0, "SARIF 2.1.0 too; -: instead"},
	{"stats", KEY_STATS, NULL, 0, "what the run cost"},
	{"color", KEY_COLOR, "WHEN", OPTION_ARG_OPTIONAL,
	 "auto, always or never"},
	{"succeed", KEY_SUCCEED, NULL, 0, "exit 0 whatever is found"},
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

static void parse_how(int key, char *arg, struct argp_state *state)
{
	struct scan_command *c = state->input;

	switch (key) {
	case 'j':
		c->scan.source.jobs = parse_number(state, arg, "--jobs");
		break;
	case KEY_TIMEOUT:
		c->scan.timeout = parse_number(state, arg, "--timeout");
		break;
	case KEY_RULE:
		vec_push(&c->rules, arg);
		break;
	case KEY_MODEL:
		vec_push(&c->models, arg);
		break;
	case KEY_CACHE:
		c->scan.source.cache = arg;
		break;
	case KEY_NO_PREFILTER:
		c->scan.no_prefilter = true;
		break;
	case KEY_NO_PCH:
		c->scan.no_pch = true;
		break;
	case KEY_NO_CACHE:
		c->scan.no_cache = true;
		break;
	}
}

static void parse_output(int key, char *arg, struct argp_state *state)
{
	struct scan_command *c = state->input;

	switch (key) {
	case KEY_JSON:
		c->json = true;
		break;
	case KEY_SARIF:
		c->sarif = arg;
		break;
	case KEY_STATS:
		c->stats = true;
		break;
	case KEY_SUCCEED:
		c->succeed = true;
		break;
	case KEY_COLOR:
		if (!colour_mode_parse(arg ? arg : "always", &c->colour))
			argp_error(state,
				   "--color: '%s' is none of auto, "
				   "always, never",
				   arg);
		break;
	}
}

static void check_sources(struct argp_state *state)
{
	const struct scan_command *c = state->input;
	const struct units_source *s = &c->scan.source;

	if (!!s->kernel + !!s->kbuild + !!s->compile_commands > 1)
		argp_error(state, "only one of --kernel, --kbuild and "
				  "--compile-commands");
	if (c->json && c->sarif && !strcmp(c->sarif, "-"))
		argp_error(state, "--json and --sarif - both want the output");
	if (!s->kernel && (s->arch || s->config))
		argp_error(state, "--arch and --config go with --kernel");
	if (!s->kernel && !s->kbuild && !s->compile_commands && !c->paths.n)
		argp_error(state, "nothing to analyse");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct scan_command *c = state->input;
	struct units_source *s = &c->scan.source;

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
		if (!unit_arch_parse(arg, &s->arch) || s->arch == ARCH_OTHER ||
		    s->arch == ARCH_UNKNOWN)
			argp_error(state,
				   "--arch: '%s' is none of x86, arm64, "
				   "arm",
				   arg);
		break;
	case ARGP_KEY_ARG:
		vec_push(&c->paths, arg);
		break;
	case ARGP_KEY_END:
		check_sources(state);
		break;
	case ARGP_KEY_INIT:
	case ARGP_KEY_SUCCESS:
	case ARGP_KEY_ERROR:
	case ARGP_KEY_FINI:
	case ARGP_KEY_NO_ARGS:
		break;
	case ARGP_KEY_ARGS:
		return ARGP_ERR_UNKNOWN;
	default:
		parse_how(key, arg, state);
		parse_output(key, arg, state);
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[PATH...]",
	.doc = "Analyse the units of a kernel tree, or some files of it.\v"
	       "PATH is a file or folder of the tree; without any, all of it "
	       "is analysed.",
};

static void print_stats(const struct scan_result *r)
{
	const struct scan_stats *st = &r->stats;
	const size_t *budgets = r->summary.budgets;

	fprintf(stderr,
		"stats: units %.1f s, headers %.1f s, parsing %.1f s, "
		"analysis %.1f s\n"
		"stats: %zu modules, %zu of them unit by unit\n"
		"stats: %zu units with a precompiled header\n"
		"stats: facts of %llu units from the cache, %llu stored\n"
		"stats: %zu functions walked in %llu steps\n"
		"stats: cut short by steps %zu, states %zu, objects %zu, "
		"outcomes %zu\n"
		"stats: %zu functions in all, %zu not wholly understood, "
		"%zu expressions opaque\n",
		st->seconds_units, st->seconds_pch, st->seconds_parsing,
		st->seconds_analysis, r->summary.modules, r->summary.splits.n,
		st->pch_used, (unsigned long long)st->cache.hits,
		(unsigned long long)st->cache.stored, st->walked,
		(unsigned long long)st->steps, budgets[BUDGET_STEPS],
		budgets[BUDGET_STATES], budgets[BUDGET_OBJECTS],
		budgets[BUDGET_OUTCOMES], r->summary.functions,
		r->summary.functions_incomplete, r->summary.opaque_expressions);
}

/* Before the run: a file that cannot be written is known at once. */
static struct dm_error *open_sarif(struct scan_command *c)
{
	if (!c->sarif)
		return NULL;
	c->sarif_out = !strcmp(c->sarif, "-") ? stdout : fopen(c->sarif, "we");
	if (!c->sarif_out)
		return dm_error_errno(errno, "cannot write '%s'", c->sarif);
	return NULL;
}

static struct dm_error *close_sarif(struct scan_command *c)
{
	FILE *out = c->sarif_out;
	bool failed;

	if (!out)
		return NULL;
	failed = fflush(out) || ferror(out);
	if (out != stdout && fclose(out))
		failed = true;
	if (failed)
		return dm_error_errno(errno, "cannot write '%s'", c->sarif);
	return NULL;
}

static int print_result(struct scan_command *c, const struct scan_result *r)
{
	struct dm_error *err;
	int code;

	if (c->sarif_out)
		write_sarif(c->sarif_out, &r->findings, &r->summary);
	err = close_sarif(c);
	if (c->json)
		write_json(stdout, &r->findings, &r->summary);
	else if (c->sarif_out != stdout)
		write_text(stdout, &r->findings,
			   colour_wanted(c->colour, stdout));
	code = command_flush();
	run_summary_print(&r->summary, &r->findings, stderr);
	if (c->stats)
		print_stats(r);
	if (err)
		return command_fail(err);
	if (code)
		return code;
	if (r->interrupted)
		return DM_EXIT_INCOMPLETE;
	return c->succeed ? DM_EXIT_CLEAN :
			    (int)run_summary_exit(&r->summary, &r->findings);
}

static char *join_args(int argc, char **argv)
{
	struct strbuf sb = {};

	for (int i = 0; i < argc; i++)
		strbuf_addf(&sb, "%s%s", i ? " " : "", argv[i]);
	return strbuf_take(&sb);
}

static void say(const char *what, void *ctx)
{
	fprintf(stderr, "dmalias: %s\n", what);
}

int cmd_scan(int argc, char **argv)
{
	autofree char *model_dir = command_model_dir();
	autofree char *cache_dir = command_cache_dir();
	autofree char *stand_in = command_stand_in();
	autofree char *command_line = join_args(argc, argv);
	struct scan_command c = {.scan.model_dir = model_dir};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	c.scan.source.jobs = pool_default_jobs();
	c.scan.source.cache = cache_dir;
	c.scan.source.stand_in = stand_in;
	c.scan.source.progress = say;
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	c.scan.source.paths = c.paths.v;
	c.scan.source.n_paths = c.paths.n;
	c.scan.rules = c.rules.v;
	c.scan.n_rules = c.rules.n;
	c.scan.models = c.models.v;
	c.scan.n_models = c.models.n;
	err = open_sarif(&c);
	if (!err)
		err = scan_run(&c.scan, &result);
	result.summary.command_line = command_line;
	code = err ? command_fail(err) : print_result(&c, &result);
	scan_result_deinit(&result);
	vec_deinit(&c.paths);
	vec_deinit(&c.rules);
	vec_deinit(&c.models);
	return code;
}
