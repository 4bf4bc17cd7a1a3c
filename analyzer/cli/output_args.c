// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "cli/command.h"
#include "cli/output_args.h"

enum {
	KEY_JSON = 1024,
	KEY_SARIF,
	KEY_STATS,
	KEY_COLOR,
	KEY_SUCCEED,
};

static const struct argp_option options[] = {
	{.doc = "What to print:", .group = 3},
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{"sarif", KEY_SARIF, "FILE", 0, "SARIF 2.1.0 too; -: instead"},
	{"stats", KEY_STATS, NULL, 0, "what the run cost"},
	{"color", KEY_COLOR, "WHEN", OPTION_ARG_OPTIONAL,
	 "auto, always or never"},
	{"succeed", KEY_SUCCEED, NULL, 0, "exit 0 whatever is found"},
	{},
};

static void check_end(const struct output_args *o, struct argp_state *state)
{
	if (o->json && o->sarif && !strcmp(o->sarif, "-"))
		argp_error(state, "--json and --sarif - both want the output");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct output_args *o = state->input;

	switch (key) {
	case KEY_JSON:
		o->json = true;
		break;
	case KEY_SARIF:
		o->sarif = arg;
		break;
	case KEY_STATS:
		o->stats = true;
		break;
	case KEY_SUCCEED:
		o->succeed = true;
		break;
	case KEY_COLOR:
		if (!colour_mode_parse(arg ? arg : "always", &o->colour))
			argp_error(state,
				   "--color: '%s' is none of auto, "
				   "always, never",
				   arg);
		break;
	case ARGP_KEY_END:
		check_end(o, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp output_argp = {.options = options, .parser = parse};

struct dm_error *output_open(struct output_args *o)
{
	if (!o->sarif)
		return NULL;
	o->sarif_out = !strcmp(o->sarif, "-") ? stdout : fopen(o->sarif, "we");
	if (!o->sarif_out)
		return dm_error_errno(errno, "cannot write '%s'", o->sarif);
	return NULL;
}

static struct dm_error *close_sarif(struct output_args *o)
{
	FILE *out = o->sarif_out;
	bool failed;

	if (!out)
		return NULL;
	failed = fflush(out) || ferror(out);
	if (out != stdout && fclose(out))
		failed = true;
	if (failed)
		return dm_error_errno(errno, "cannot write '%s'", o->sarif);
	return NULL;
}

bool output_is_text(const struct output_args *o)
{
	return !o->json && o->sarif_out != stdout;
}

int output_findings(struct output_args *o, const finding_vec *findings,
		    const struct run_summary *summary)
{
	bool text = output_is_text(o);
	struct dm_error *err;
	int code;

	if (o->sarif_out)
		write_sarif(o->sarif_out, findings, summary);
	err = close_sarif(o);
	if (o->json)
		write_json(stdout, findings, summary);
	else if (text)
		write_text(stdout, findings, colour_wanted(o->colour, stdout));
	code = command_flush();
	return err ? command_fail(err) : code;
}

char *output_command_line(int argc, char **argv)
{
	struct strbuf sb = {};

	for (int i = 0; i < argc; i++)
		strbuf_addf(&sb, "%s%s", i ? " " : "", argv[i]);
	return strbuf_take(&sb);
}
