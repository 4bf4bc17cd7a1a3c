// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <string.h>

#include "base/error.h"
#include "base/jsonw.h"
#include "cli/command.h"
#include "cli/field_rows.h"
#include "cli/source_args.h"

struct field_command {
	struct source_args source;
	struct scan_options scan;
	struct field_query query;
	bool json;
};

enum { KEY_JSON = 256 };

static const struct argp_option options[] = {
	{.doc = "What to print:", .group = 3},
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct field_command *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &c->source;
		break;
	case KEY_JSON:
		c->json = true;
		break;
	case ARGP_KEY_ARG:
		if (c->query.name)
			vec_push(&c->source.paths, arg);
		else
			c->query.name = arg;
		break;
	case ARGP_KEY_END:
		if (!c->query.name)
			argp_error(state, "which field?");
		source_args_end(&c->source, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = (const struct argp_child[]){{&source_argp}, {}},
	.args_doc = "STRUCT.FIELD [PATH...]",
	.doc = "Show what drivers do with one field: who puts a mapping or a "
	       "buffer into it, tests, syncs, undoes or overwrites it, and "
	       "with which arguments.\v"
	       "STRUCT is the tag of a struct or union; a global variable is "
	       "named alone. Arguments are shown by field and in one form, "
	       "whatever they are called where they are written; those that "
	       "are not known are left out.",
};

static const char *text(const char *s)
{
	return s ? s : "";
}

static void print_rows(const struct field_rows *rows)
{
	vec_for_each(&rows->list, row) {
		printf("%s: %s", row->place, row->act);
		if (row->as)
			printf(" (%s)", row->as);
		if (row->call)
			printf(" by '%s'", row->call);
		if (row->function)
			printf(" in '%s'", row->function);
		printf("%s%s\n", row->args ? ": " : "", text(row->args));
	}
}

static void print_json(const struct field_command *c,
		       const struct field_rows *rows)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_str(&w, "field", c->query.name);
	jsonw_array(&w, "uses");
	vec_for_each(&rows->list, row) {
		jsonw_object(&w, NULL);
		jsonw_str(&w, "act", row->act);
		jsonw_str(&w, "as", row->as);
		jsonw_str(&w, "call", row->call);
		jsonw_str(&w, "place", row->place);
		jsonw_str(&w, "function", row->function);
		jsonw_str(&w, "arguments", row->args);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static struct dm_error *no_such_field(const struct field_command *c,
				      const struct field_rows *rows)
{
	struct strbuf near = {};
	struct dm_error *err;

	for (size_t i = 0; i < rows->near.n && i < 5; i++)
		strbuf_addf(&near, "%s '%s'", i ? "," : "; did you mean",
			    rows->near.v[i]);
	err = dm_error(DM_ERR_USAGE,
		       "nothing is done with a field '%s' in what was "
		       "analysed%s%s",
		       c->query.name, strbuf_str(&near), near.len ? "?" : "");
	strbuf_deinit(&near);
	return err;
}

/* What could not be analysed makes the table incomplete, never clean. */
static int print_result(const struct field_command *c,
			const struct scan_result *r)
{
	struct field_rows rows = {};
	struct dm_error *err = field_rows_read(&r->inspected, &rows);
	int code = DM_EXIT_CLEAN;

	if (!err && !rows.list.n)
		err = no_such_field(c, &rows);
	if (err)
		code = command_fail(err);
	else if (c->json)
		print_json(c, &rows);
	else
		print_rows(&rows);
	if (!code)
		code = command_flush();
	if (r->interrupted || r->summary.failures.n) {
		dm_warn("%zu units were not analysed", r->summary.failures.n);
		code = code ? code : DM_EXIT_INCOMPLETE;
	}
	field_rows_deinit(&rows);
	return code;
}

int cmd_field(int argc, char **argv)
{
	struct field_command c = {};
	struct scan_result result = {};
	struct dm_error *err;
	int code;

	source_args_init(&c.source, &c.scan);
	c.scan.inspect = field_rows_collect;
	c.scan.inspect_ctx = &c.query;
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = scan_run(&c.scan, &result);
	code = err ? command_fail(err) : print_result(&c, &result);
	scan_result_deinit(&result);
	source_args_deinit(&c.source);
	return code;
}
