// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/review_args.h"
#include "cli/source_args.h"
#include "findings/summary.h"

typedef VEC(const char *) name_vec;

struct baseline_command {
	struct source_args source;
	struct review_args review;
	struct scan_options scan;
	name_vec rules;
	unsigned int change; /* 0: not said yet */
	const char *reason;
};

enum {
	KEY_RULE = 256,
	KEY_REASON,
};

static const struct argp_option options[] = {
	{"rule", KEY_RULE, "RULE", 0, "only this rule; may be repeated", 2},
	{"reason", KEY_REASON, "TEXT", 0, "why what is added may stay", 3},
	{},
};

static void parse_word(struct baseline_command *c, const char *arg,
		       struct argp_state *state)
{
	if (c->change && c->review.baseline_path)
		vec_push(&c->source.paths, arg);
	else if (c->change)
		c->review.baseline_path = arg;
	else if (!strcmp(arg, "update"))
		c->change = BASELINE_UPDATE;
	else if (!strcmp(arg, "prune"))
		c->change = BASELINE_PRUNE;
	else
		argp_error(state, "'%s' is neither update nor prune", arg);
}

static void check_end(struct baseline_command *c, struct argp_state *state)
{
	if (!c->review.baseline_path)
		argp_error(state, "update or prune, and a file are expected");
	if (c->reason && strchr(c->reason, '\n'))
		argp_error(state, "--reason: one line is expected");
	if (c->reason && c->change != BASELINE_UPDATE)
		argp_error(state, "--reason goes with update");
	source_args_end(&c->source, state);
	c->scan.rules = c->rules.v;
	c->scan.n_rules = c->rules.n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct baseline_command *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->source;
		state->child_inputs[1] = &c->review;
		break;
	case KEY_RULE:
		vec_push(&c->rules, arg);
		break;
	case KEY_REASON:
		c->reason = arg;
		break;
	case ARGP_KEY_ARG:
		parse_word(c, arg, state);
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
		(const struct argp_child[]){{&source_argp}, {&review_argp}, {}},
	.args_doc = "update FILE [PATH...]\nprune FILE [PATH...]",
	.doc = "Bring a baseline up to date with what is found.\v"
	       "update adds what is new and lets entries follow code that "
	       "moved; prune takes away entries that are stale. What a run "
	       "did not look at stays.",
};

/* The first update makes the file. */
static struct dm_error *open_review(struct baseline_command *c)
{
	struct review_args *r = &c->review;
	const char *path = r->baseline_path;
	struct dm_error *err;

	if (c->change != BASELINE_UPDATE || file_exists(path))
		return review_open(r);
	r->baseline_path = NULL;
	err = review_open(r);
	r->baseline_path = path;
	return err;
}

static void print_change(const struct baseline_command *c,
			 const struct scan_result *r)
{
	if (c->change == BASELINE_PRUNE)
		printf("%s: entries pruned: %zu\n", c->review.baseline_path,
		       baseline_count_stale(&c->review.baseline));
	else
		printf("%s: findings added: %zu, known before: %zu\n",
		       c->review.baseline_path,
		       findings_count(&r->findings, FINDING_OPEN),
		       findings_count(&r->findings, FINDING_KNOWN));
}

/* What is not seen cannot be told from what is gone. */
static int change_file(struct baseline_command *c, struct scan_result *r)
{
	struct dm_error *err;
	int code;

	run_summary_print(&r->summary, &r->findings, stderr);
	if (r->interrupted)
		return DM_EXIT_INCOMPLETE;
	err = baseline_write(&c->review.baseline, c->review.baseline_path,
			     &r->findings, c->change, c->reason);
	if (err)
		return command_fail(err);
	print_change(c, r);
	code = command_flush();
	if (code)
		return code;
	return run_summary_complete(&r->summary) ? DM_EXIT_CLEAN :
						   DM_EXIT_INCOMPLETE;
}

int cmd_baseline(int argc, char **argv)
{
	struct baseline_command c = {.scan.source.progress =
					     source_args_progress};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.scan);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = open_review(&c);
	if (!err)
		err = scan_run(&c.scan, &result);
	if (!err)
		review_findings(&c.review, &c.scan, &result);
	code = err ? command_fail(err) : change_file(&c, &result);
	scan_result_deinit(&result);
	review_deinit(&c.review);
	vec_deinit(&c.rules);
	source_args_deinit(&c.source);
	return code;
}
