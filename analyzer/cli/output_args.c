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
	KEY_FORMAT,
	KEY_STATS,
	KEY_COLOR,
	KEY_SUCCEED,
};

static const struct argp_option options[] = {
	{.doc = "What to print:", .group = 3},
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{"sarif", KEY_SARIF, "FILE", 0, "SARIF 2.1.0 too; -: instead"},
	{"format", KEY_FORMAT, "NAME[:FILE]", 0,
	 "write " FORMAT_NAMES " to FILE too; without one: instead; may be "
	 "repeated"},
	{"stats", KEY_STATS, NULL, 0, "what the run cost"},
	{"color", KEY_COLOR, "WHEN", OPTION_ARG_OPTIONAL,
	 "auto, always or never"},
	{"succeed", KEY_SUCCEED, NULL, 0, "exit 0 whatever is found"},
	{},
};

static bool to_stdout(const struct output *out)
{
	return !strcmp(out->path, "-");
}

/* The standard output has one form; text when nothing else is wanted. */
static void check_end(struct output_args *o, struct argp_state *state)
{
	const struct output *first = NULL;

	vec_for_each(&o->outputs, out) {
		if (!to_stdout(out))
			continue;
		if (first)
			argp_error(state, "%s and %s both want the output",
				   first->format->name, out->format->name);
		first = out;
	}
	if (!first)
		vec_push(&o->outputs,
			 (struct output){format_find("text", 4), "-", NULL});
}

/* "NAME", or "NAME:FILE". */
static void add_format(struct output_args *o, const char *arg,
		       struct argp_state *state)
{
	size_t len = strcspn(arg, ":");
	const char *path = arg[len] ? arg + len + 1 : "-";
	const struct format *format = format_find(arg, len);

	if (!format)
		argp_error(state, "--format: '%.*s' is none of " FORMAT_NAMES,
			   (int)len, arg);
	else if (!*path)
		argp_error(state, "--format: no file behind '%s'", arg);
	vec_push(&o->outputs, (struct output){format, path, NULL});
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct output_args *o = state->input;

	switch (key) {
	case KEY_JSON:
		add_format(o, "json", state);
		break;
	case KEY_SARIF:
		vec_push(&o->outputs,
			 (struct output){format_find("sarif", 5), arg, NULL});
		break;
	case KEY_FORMAT:
		add_format(o, arg, state);
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
	vec_for_each(&o->outputs, out) {
		out->out = to_stdout(out) ? stdout : fopen(out->path, "we");
		if (!out->out)
			return dm_error_errno(errno, "cannot write '%s'",
					      out->path);
	}
	return NULL;
}

/* Return: an error when what was written to a file did not get there. */
static struct dm_error *close_file(struct output *out)
{
	FILE *file = take_ptr(out->out);
	bool failed;

	if (file == stdout)
		return NULL;
	failed = fflush(file) || ferror(file);
	if (fclose(file) || failed)
		return dm_error_errno(errno ? errno : EIO, "cannot write '%s'",
				      out->path);
	return NULL;
}

bool output_is_text(const struct output_args *o)
{
	vec_for_each(&o->outputs, out)
		if (to_stdout(out))
			return !out->format->write;
	return false;
}

int output_findings(struct output_args *o, const finding_vec *findings,
		    const struct run_summary *summary)
{
	int worst = DM_EXIT_CLEAN, code;

	vec_for_each(&o->outputs, out) {
		struct dm_error *err;

		if (out->format->write)
			out->format->write(out->out, findings, summary);
		else
			write_text(out->out, findings,
				   colour_wanted(o->colour, out->out));
		err = close_file(out);
		if (err)
			worst = command_fail(err);
	}
	code = command_flush();
	return worst ? worst : code;
}

void output_deinit(struct output_args *o)
{
	vec_for_each(&o->outputs, out)
		if (out->out && out->out != stdout)
			fclose(out->out);
	vec_deinit(&o->outputs);
}

char *output_command_line(int argc, char **argv)
{
	struct strbuf sb = {};

	for (int i = 0; i < argc; i++)
		strbuf_addf(&sb, "%s%s", i ? " " : "", argv[i]);
	return strbuf_take(&sb);
}
