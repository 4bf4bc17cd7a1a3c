// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/regions_print.h"

struct regions_command {
	struct devicetree_options options;
	VEC(const char *) paths;
	bool json;
};

enum { KEY_JSON = 256, KEY_ARCH };

static const struct argp_option options[] = {
	{"arch", KEY_ARCH, "ARCH", 0,
	 "only the trees of this folder of arch/ (default: all)"},
	{"jobs", 'j', "N", 0, "processes at once (default: processors)"},
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct regions_command *c = state->input;
	char *end;

	switch (key) {
	case KEY_ARCH:
		c->options.arch = arg;
		break;
	case KEY_JSON:
		c->json = true;
		break;
	case 'j':
		c->options.jobs = strtoul(arg, &end, 10);
		if (*end || !c->options.jobs || c->options.jobs > 1024)
			argp_error(state, "--jobs: '%s' is no number", arg);
		break;
	case ARGP_KEY_ARG:
		if (c->options.root)
			vec_push(&c->paths, arg);
		else
			c->options.root = arg;
		break;
	case ARGP_KEY_END:
		if (!c->options.root)
			argp_error(state, "which tree?");
		c->options.paths = c->paths.v;
		c->options.n_paths = c->paths.n;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "DIR [PATH...]",
	.doc = "List what the device trees of a kernel tree set aside: where, "
	       "how large, in the linear map or not, who uses it, and what "
	       "is wrong with it.\v"
	       "DIR is a kernel tree, or any folder with .dts files; PATH is "
	       "a file or folder below it. Nothing of the tree is run: its "
	       "sources go through the cpp and dtc of this machine.",
};

static int print_result(const struct regions_command *c,
			const struct devicetree *dt, bool interrupted)
{
	int code;

	if (c->json)
		regions_print_json(dt, stdout);
	else
		regions_print_text(dt, stdout);
	code = command_flush();
	regions_print_summary(dt, stderr);
	if (!code && (interrupted || dt->failures.n))
		code = DM_EXIT_INCOMPLETE;
	return code;
}

int cmd_regions(int argc, char **argv)
{
	struct regions_command c = {};
	struct devicetree dt = {};
	bool interrupted = false;
	struct dm_error *err;
	int code;

	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = devicetree_read(&c.options, &dt, &interrupted);
	if (!err)
		err = devicetree_find_drivers(&dt);
	code = err ? command_fail(err) : print_result(&c, &dt, interrupted);
	devicetree_deinit(&dt);
	vec_deinit(&c.paths);
	return code;
}
