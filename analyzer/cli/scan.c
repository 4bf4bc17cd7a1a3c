// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/output_args.h"
#include "cli/source_args.h"

typedef VEC(const char *) name_vec;

struct scan_command {
	struct source_args source;
	struct output_args output;
	struct scan_options scan;
	name_vec rules;
};

enum {
	KEY_RULE = 256,
	KEY_DEVICE_TREES,
};

static const struct argp_option options[] = {
	{"rule", KEY_RULE, "RULE", 0, "only this rule; may be repeated", 2},
	{"device-trees", KEY_DEVICE_TREES, "DIR", 0,
	 "the device trees of this kernel tree, or folder of .dts files, tell "
	 "which memory is in the linear map (--kernel: its own)",
	 2},
	{},
};

static void check_end(struct scan_command *c, struct argp_state *state)
{
	source_args_end(&c->source, state);
	c->scan.rules = c->rules.v;
	c->scan.n_rules = c->rules.n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct scan_command *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->source;
		state->child_inputs[1] = &c->output;
		break;
	case KEY_RULE:
		vec_push(&c->rules, arg);
		break;
	case KEY_DEVICE_TREES:
		c->scan.device_trees = arg;
		break;
	case ARGP_KEY_ARG:
		vec_push(&c->source.paths, arg);
		break;
	case ARGP_KEY_END:
		check_end(c, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children =
		(const struct argp_child[]){{&source_argp}, {&output_argp}, {}},
	.args_doc = "[PATH...]",
	.doc = "Analyse the units of a kernel tree, or some files of it.\v"
	       "PATH is a file or folder of the tree; without any, all of it "
	       "is analysed.",
};

static void print_time(const char *what, const struct scan_time *t)
{
	fprintf(stderr, "stats: %s %.1f s (%.1f s of processors)\n", what,
		t->wall, t->cpu);
}

static void print_slowest(const char *what, const struct scan_slowest *s)
{
	if (s->name)
		fprintf(stderr, "stats: slowest %s %.1f s: %s\n", what,
			s->seconds, s->name);
}

static void print_times(const struct scan_stats *st)
{
	print_time("finding units", &st->finding);
	print_time("device trees", &st->trees);
	print_time("precompiled headers", &st->headers);
	print_time("parsing", &st->parsing);
	print_time("analysis", &st->analysis);
	print_slowest("unit", &st->unit);
	print_slowest("module", &st->module);
}

static void print_stats(const struct scan_result *r)
{
	const struct scan_stats *st = &r->stats;
	const size_t *budgets = r->summary.budgets;

	print_times(st);
	fprintf(stderr,
		"stats: %zu modules, %zu of them unit by unit\n"
		"stats: %zu units with a precompiled header\n"
		"stats: facts of %llu units from the cache, %llu stored\n"
		"stats: %zu functions walked in %llu steps\n"
		"stats: cut short by steps %zu, states %zu, objects %zu, "
		"outcomes %zu\n"
		"stats: %zu functions in all, %zu not wholly understood, "
		"%zu expressions opaque\n",
		r->summary.modules, r->summary.splits.n, st->pch_used,
		(unsigned long long)st->cache.hits,
		(unsigned long long)st->cache.stored, st->walked,
		(unsigned long long)st->steps, budgets[BUDGET_STEPS],
		budgets[BUDGET_STATES], budgets[BUDGET_OBJECTS],
		budgets[BUDGET_OUTCOMES], r->summary.functions,
		r->summary.functions_incomplete, r->summary.opaque_expressions);
}

static int print_result(struct scan_command *c, const struct scan_result *r)
{
	int code = output_findings(&c->output, &r->findings, &r->summary);

	run_summary_print(&r->summary, &r->findings, stderr);
	if (c->output.stats)
		print_stats(r);
	if (code)
		return code;
	if (r->interrupted)
		return DM_EXIT_INCOMPLETE;
	return c->output.succeed ?
		       DM_EXIT_CLEAN :
		       (int)run_summary_exit(&r->summary, &r->findings);
}

static void say(const char *what, void *ctx)
{
	fprintf(stderr, "dmalias: %s\n", what);
}

int cmd_scan(int argc, char **argv)
{
	autofree char *command_line = output_command_line(argc, argv);
	struct scan_command c = {.scan.source.progress = say};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.scan);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = output_open(&c.output);
	if (!err)
		err = scan_run(&c.scan, &result);
	result.summary.command_line = command_line;
	code = err ? command_fail(err) : print_result(&c, &result);
	scan_result_deinit(&result);
	vec_deinit(&c.rules);
	source_args_deinit(&c.source);
	return code;
}
