// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/output_args.h"
#include "cli/review_args.h"
#include "cli/scan_print.h"
#include "cli/source_args.h"
#include "units/work_list.h"

typedef VEC(const char *) name_vec;

struct merge_command {
	struct source_args source;
	struct review_args review;
	struct output_args output;
	struct scan_options scan;
	name_vec rules;
	const char *build;
};

enum {
	KEY_RULE = 256,
	KEY_BUILD,
};

static const struct argp_option options[] = {
	{"build", KEY_BUILD, "DIR", 0,
	 "the folder in which make compiled (here)", 1},
	{"rule", KEY_RULE, "RULE", 0, "only this rule; may be repeated", 2},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct merge_command *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->source;
		state->child_inputs[1] = &c->review;
		state->child_inputs[2] = &c->output;
		break;
	case KEY_RULE:
		vec_push(&c->rules, arg);
		break;
	case KEY_BUILD:
		c->build = arg;
		break;
	case ARGP_KEY_ARG:
		vec_push(&c->source.paths, arg);
		break;
	case ARGP_KEY_END:
		c->scan.rules = c->rules.v;
		c->scan.n_rules = c->rules.n;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = (const struct argp_child[]){{&how_argp},
						{&review_argp},
						{&output_argp},
						{}},
	.args_doc = "[PATH...]",
	.doc = "Judge the units that 'dmalias cc' was called for.\v"
	       "All that make ever checked in this folder counts, as long as "
	       "its source is there.",
};

/* Read the list as a compile database. */
static struct dm_error *find_units(struct merge_command *c, struct units *ret)
{
	struct units_source *source = &c->scan.source;
	autofree char *folder = work_list_folder(source->cache, c->build);
	autofree char *root = work_list_root(folder);
	autofree char *database = NULL;
	struct dm_error *err = work_list_join(folder, &database);

	if (err)
		return err;
	source->compile_commands = database;
	err = units_find(source, ret);
	source->compile_commands = NULL;
	if (err || !root)
		return err;
	free(ret->root);
	ret->root = take_ptr(root);
	return NULL;
}

static struct dm_error *judge(struct merge_command *c, struct scan_result *ret)
{
	struct units units = {};
	struct dm_error *err = find_units(c, &units);

	c->scan.units = &units;
	c->scan.no_pch = true; /* as cc reads units, one by one */
	if (!err)
		err = scan_run(&c->scan, ret);
	if (!err)
		review_findings(&c->review, &c->scan, ret);
	units_deinit(&units);
	return err;
}

int cmd_merge(int argc, char **argv)
{
	autofree char *command_line = output_command_line(argc, argv);
	struct merge_command c = {.build = "."};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.scan);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	source_args_take(&c.source);
	err = review_open(&c.review);
	if (!err)
		err = output_open(&c.output);
	if (!err)
		err = judge(&c, &result);
	result.summary.command_line = command_line;
	code = err ? command_fail(err) : scan_print(&c.output, &result);
	scan_result_deinit(&result);
	review_deinit(&c.review);
	vec_deinit(&c.rules);
	output_deinit(&c.output);
	source_args_deinit(&c.source);
	return code;
}
