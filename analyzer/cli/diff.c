// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/output_args.h"
#include "cli/source_args.h"
#include "diff/diff.h"
#include "diff/reply.h"

typedef VEC(const char *) name_vec;

struct diff_command {
	struct source_args source;
	struct output_args output;
	struct diff_options diff;
	name_vec rules;
	bool bare, mail;
};

enum {
	KEY_MBOX = 256,
	KEY_BASE,
	KEY_RULE,
	KEY_LIMIT,
	KEY_BARE,
	KEY_TRUST,
	KEY_MAIL,
};

static const struct argp_option options[] = {
	{"mbox", KEY_MBOX, "FILE", 0,
	 "the patches of an mbox, a message or a diff; -: standard input", 0},
	{"base", KEY_BASE, "REVISION", 0,
	 "what these apply to (HEAD; with --mbox)", 0},
	{"mail", KEY_MAIL, NULL, 0,
	 "print answers to the messages instead; nothing is sent", 0},
	{NULL, 'C', "DIR", 0, "the git tree (that of the current folder)", 0},
	{"bare", KEY_BARE, NULL, 0,
	 "the files as they are, also in a kernel tree", 1},
	{"trust", KEY_TRUST, NULL, 0,
	 "run Makefiles of the tree after the change, too", 2},
	{"limit", KEY_LIMIT, "N", 0,
	 "at most so many files because they include what is changed (300)", 2},
	{"rule", KEY_RULE, "RULE", 0, "only this rule; may be repeated", 2},
	{},
};

static void check_end(struct diff_command *c, struct argp_state *state)
{
	struct diff_options *d = &c->diff;
	struct units_source *s = &d->scan.source;

	if (!!d->range + !!d->mbox != 1)
		argp_error(state, "one range of commits, or --mbox");
	if (d->base && !d->mbox)
		argp_error(state, "--base goes with --mbox");
	if (c->mail && (!d->mbox || c->output.outputs.n > 1 ||
			!output_is_text(&c->output)))
		argp_error(state,
			   "--mail goes with --mbox, without other forms");
	d->auto_source = !c->bare && !s->kernel && !s->kbuild &&
			 !s->compile_commands;
	if (s->kernel && d->dir)
		argp_error(state, "--kernel names the git tree, as -C does");
	if (s->kernel)
		d->dir = s->kernel;
	if (!d->dir)
		d->dir = ".";
	source_args_end(&c->source, state);
	d->scan.rules = c->rules.v;
	d->scan.n_rules = c->rules.n;
}

static void parse_limit(struct diff_command *c, const char *arg,
			struct argp_state *state)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*end || end == arg || *arg == '-' || !n)
		argp_error(state, "--limit: '%s' is no number from 1", arg);
	c->diff.limit = n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct diff_command *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->source;
		state->child_inputs[1] = &c->output;
		break;
	case KEY_MBOX:
		c->diff.mbox = arg;
		break;
	case KEY_BASE:
		c->diff.base = arg;
		break;
	case 'C':
		c->diff.dir = arg;
		break;
	case KEY_BARE:
		c->bare = true;
		break;
	case KEY_MAIL:
		c->mail = true;
		break;
	case KEY_TRUST:
		c->diff.trust = true;
		break;
	case KEY_LIMIT:
		parse_limit(c, arg, state);
		break;
	case KEY_RULE:
		vec_push(&c->rules, arg);
		break;
	case ARGP_KEY_ARG:
		if (c->diff.range)
			argp_error(state, "one range of commits at a time");
		c->diff.range = arg;
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
	.args_doc = "A..B\n--mbox FILE",
	.doc = "Tell which findings a change brings in, and which it fixes.\v"
	       "A..B are commits; A...B begins where they parted. Without a "
	       "source of units, a kernel tree is configured as --kernel does "
	       "it, which runs Makefiles of the tree before the change, and "
	       "any other tree is read as bare files. The checkout is not "
	       "touched.",
};

static int print_result(struct diff_command *c, struct diff_result *r)
{
	int code = DM_EXIT_CLEAN;

	if (c->mail)
		reply_write(stdout, &r->series, &r->new, r->from);
	else
		code = output_findings(&c->output, &r->new, &r->after.summary);
	if (!c->mail && output_is_text(&c->output))
		diff_print_fixed(r, stdout);
	if (!code)
		code = command_flush();
	diff_print_summary(r, stderr);
	if (code)
		return code;
	if (r->interrupted)
		return DM_EXIT_INCOMPLETE;
	return c->output.succeed ? DM_EXIT_CLEAN : (int)diff_exit(r);
}

int cmd_diff(int argc, char **argv)
{
	autofree char *command_line = output_command_line(argc, argv);
	struct diff_command c = {};
	struct diff_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.diff.scan);
	c.source.implied = true;
	c.diff.scan.source.progress = source_args_progress;
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = output_open(&c.output);
	if (!err)
		err = diff_run(&c.diff, &result);
	result.after.summary.command_line = command_line;
	code = err ? command_fail(err) : print_result(&c, &result);
	diff_result_deinit(&result);
	vec_deinit(&c.rules);
	output_deinit(&c.output);
	source_args_deinit(&c.source);
	return code;
}
