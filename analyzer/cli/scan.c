// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/output_args.h"
#include "cli/review_args.h"
#include "cli/scan_print.h"
#include "cli/source_args.h"

typedef VEC(const char *) name_vec;

struct scan_command {
	struct source_args source;
	struct review_args review;
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
		state->child_inputs[1] = &c->review;
		state->child_inputs[2] = &c->output;
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
	.children = (const struct argp_child[]){{&source_argp},
						{&review_argp},
						{&output_argp},
						{}},
	.args_doc = "[PATH...]",
	.doc = "Analyse the units of a kernel tree, or some files of it.\v"
	       "PATH is a file or folder of the tree; without any, all of it "
	       "is analysed.",
};

int cmd_scan(int argc, char **argv)
{
	autofree char *command_line = output_command_line(argc, argv);
	struct scan_command c = {.scan.source.progress = source_args_progress};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.scan);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = review_open(&c.review);
	if (!err)
		err = output_open(&c.output);
	if (!err)
		err = scan_run(&c.scan, &result);
	if (!err)
		review_findings(&c.review, &c.scan, &result);
	result.summary.command_line = command_line;
	code = err ? command_fail(err) : scan_print(&c.output, &result);
	scan_result_deinit(&result);
	review_deinit(&c.review);
	vec_deinit(&c.rules);
	output_deinit(&c.output);
	source_args_deinit(&c.source);
	return code;
}
