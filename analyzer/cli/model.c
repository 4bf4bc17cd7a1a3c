// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/command.h"
#include "cli/source_args.h"
#include "infer/infer.h"

struct options {
	bool json;
	bool has_role;
	enum model_role role;
	const char *function;
	const char *check;
	bool infer, all, unmodelled;
	struct source_args source;
	struct scan_options scan;
};

enum {
	OPT_ALL = 256,
	OPT_CHECK,
	OPT_FUNCTION,
	OPT_INFER,
	OPT_ROLE,
	OPT_UNMODELLED,
};

static const struct argp_option options[] = {
	{.doc = "What to list:", .group = 3},
	{"check", OPT_CHECK, "FILE", 0, "say all that is wrong in FILE"},
	{"function", OPT_FUNCTION, "NAME", 0, "only rows of this function"},
	{"json", 'j', NULL, 0, "write JSON, with all that is known"},
	{"role", OPT_ROLE, "ROLE", 0, "only rows of this role"},
	{.doc = "What to ask of a source of units:", .group = 4},
	{"infer", OPT_INFER, NULL, 0,
	 "propose rows for the functions that wrap modelled ones, as a model "
	 "file"},
	{"all", OPT_ALL, NULL, 0, "rows for static functions, too"},
	{"unmodelled", OPT_UNMODELLED, NULL, 0,
	 "list what is called with DMA addresses and is not modelled"},
	{},
};

static void check_asked(struct argp_state *state, struct options *o)
{
	bool asked = o->infer || o->unmodelled;

	if (o->infer && o->unmodelled)
		argp_error(state, "--infer lists what is unmodelled, too");
	if (o->all && !o->infer)
		argp_error(state, "--all goes with --infer");
	if (asked && (o->json || o->has_role || o->function || o->check))
		argp_error(state, "--infer and --unmodelled go with a source "
				  "of units only");
	if (asked || source_args_given(&o->source))
		source_args_end(&o->source, state);
	if (!asked && source_args_given(&o->source))
		argp_error(state, "a source of units goes with --infer or "
				  "--unmodelled");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'j':
		o->json = true;
		return 0;
	case OPT_CHECK:
		o->check = arg;
		return 0;
	case OPT_FUNCTION:
		o->function = arg;
		return 0;
	case OPT_INFER:
		o->infer = true;
		return 0;
	case OPT_ALL:
		o->all = true;
		return 0;
	case OPT_UNMODELLED:
		o->unmodelled = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &o->source;
		return 0;
	case ARGP_KEY_ARG:
		vec_push(&o->source.paths, arg);
		return 0;
	case ARGP_KEY_END:
		check_asked(state, o);
		return 0;
	case OPT_ROLE:
		o->has_role = model_role_parse(arg, &o->role);
		if (!o->has_role)
			argp_error(state, "no role '%s'; see docs/model.md",
				   arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{.argp = &source_argp}, {}};

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[PATH...]",
	.doc = "List what dmalias knows of kernel functions, or find out "
	       "more.\v"
	       "ARGUMENTS names the modelled arguments in their order, '_' "
	       "where one is not modelled, and after ';' those that the "
	       "function fixes.\n\n"
	       "With --check, the exit code is 0 when FILE is right and 2 when "
	       "it is not.",
};

/* "dev, cpu, size, dir; attrs=0" */
static char *args_text(const struct model_row *row)
{
	const char *at[16] = {};
	struct strbuf sb = {};
	int last = -1;

	for (unsigned int i = 0; i < ARG_NR; i++) {
		if (row->arg[i] < 0)
			continue;
		at[row->arg[i]] = model_arg_name(i);
		if (row->arg[i] > last)
			last = row->arg[i];
	}
	for (int i = 0; i <= last; i++)
		strbuf_addf(&sb, "%s%s", i ? ", " : "", at[i] ? at[i] : "_");
	for (unsigned int i = 0, n = 0; i < ARG_NR; i++)
		if (row->has_const[i])
			strbuf_addf(&sb, "%s%s=%lld", n++ ? ", " : "; ",
				    model_arg_name(i),
				    (long long)row->constant[i]);
	return strbuf_take(&sb);
}

/* The row holds from the first version on, and below the second. */
static char *versions_text(const struct model_row *row)
{
	autofree char *since = model_version_print(row->since);
	autofree char *until = model_version_print(row->until);

	if (row->since && row->until)
		return xasprintf(">=%s <%s", since, until);
	if (row->since)
		return xasprintf(">=%s", since);
	return row->until ? xasprintf("<%s", until) : xstrdup("all");
}

static char *archs_text(const struct model_row *row)
{
	struct strbuf sb = {};

	for (unsigned int arch = ARCH_X86; arch <= ARCH_OTHER; arch++)
		if (row->archs & 1u << arch)
			strbuf_addf(&sb, "%s%s", sb.len ? "," : "",
				    unit_arch_name(arch));
	return sb.len ? strbuf_take(&sb) : xstrdup("all");
}

static bool is_wanted(const struct options *o, const struct model_row *row)
{
	return (!o->has_role || row->role == o->role) &&
	       (!o->function || !strcmp(row->function, o->function));
}

static int column_width(const struct model *m, const struct options *o,
			char *(*text)(const struct model_row *row))
{
	size_t width = 0;

	vec_for_each(&m->rows, row) {
		autofree char *s = NULL;

		if (!is_wanted(o, row))
			continue;
		s = text(row);
		if (strlen(s) > width)
			width = strlen(s);
	}
	return width;
}

static char *function_text(const struct model_row *row)
{
	return xstrdup(row->function);
}

static char *role_text(const struct model_row *row)
{
	return xstrdup(model_role_name(row->role));
}

static char *family_text(const struct model_row *row)
{
	return xstrdup(row->family ? row->family : "-");
}

static char *type_text(const struct model_row *row)
{
	return xstrdup(row->type ? model_type_name(row->type) : "-");
}

static const struct {
	const char *title;
	char *(*text)(const struct model_row *row);
} columns[] = {
	{"FUNCTION", function_text}, {"ROLE", role_text},
	{"FAMILY", family_text},     {"ARGUMENTS", args_text},
	{"TYPE", type_text},	     {"KERNELS", versions_text},
	{"ARCHS", archs_text},
};

static void print_table(const struct model *m, const struct options *o)
{
	int widths[ARRAY_SIZE(columns)];

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		int title = strlen(columns[i].title);

		widths[i] = column_width(m, o, columns[i].text);
		widths[i] = widths[i] > title ? widths[i] : title;
		printf("%-*s  ", widths[i], columns[i].title);
	}
	puts("DOCUMENT");
	vec_for_each(&m->rows, row) {
		if (!is_wanted(o, row))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
			autofree char *s = columns[i].text(row);

			printf("%-*s  ", widths[i], s);
		}
		puts(row->doc ? row->doc : "-");
	}
}

static void json_args(struct jsonw *w, const struct model_row *row)
{
	jsonw_object(w, "args");
	for (unsigned int i = 0; i < ARG_NR; i++)
		if (row->arg[i] >= 0)
			jsonw_int(w, model_arg_name(i), row->arg[i]);
	jsonw_end(w);
	jsonw_object(w, "constants");
	for (unsigned int i = 0; i < ARG_NR; i++)
		if (row->has_const[i])
			jsonw_int(w, model_arg_name(i), row->constant[i]);
	jsonw_end(w);
}

static void json_lists(struct jsonw *w, const struct model_row *row)
{
	jsonw_array(w, "pairs");
	for (size_t i = 0; i < row->n_pairs; i++)
		jsonw_str(w, NULL, row->pairs[i]);
	jsonw_end(w);
	jsonw_array(w, "archs");
	for (unsigned int arch = ARCH_X86; arch <= ARCH_OTHER; arch++)
		if (row->archs & 1u << arch)
			jsonw_str(w, NULL, unit_arch_name(arch));
	jsonw_end(w);
	jsonw_array(w, "flags");
	for (unsigned int flag = 1; model_flag_name(flag); flag <<= 1)
		if (row->flags & flag)
			jsonw_str(w, NULL, model_flag_name(flag));
	jsonw_end(w);
}

static void json_row(struct jsonw *w, const struct model_row *row)
{
	autofree char *since = model_version_print(row->since);
	autofree char *until = model_version_print(row->until);

	jsonw_object(w, NULL);
	jsonw_str(w, "function", row->function);
	jsonw_str(w, "role", model_role_name(row->role));
	jsonw_str(w, "family", row->family);
	json_args(w, row);
	jsonw_str(w, "returns", model_returns_name(row->returns));
	jsonw_str(w, "memory", model_memory_name(row->memory));
	jsonw_str(w, "from", model_memory_name(row->from));
	jsonw_str(w, "type", model_type_name(row->type));
	jsonw_str(w, "error_test", row->error_test);
	json_lists(w, row);
	jsonw_str(w, "since", *since ? since : NULL);
	jsonw_str(w, "until", *until ? until : NULL);
	jsonw_str(w, "doc", row->doc);
	jsonw_str(w, "file", row->file);
	jsonw_uint(w, "line", row->line);
	jsonw_end(w);
}

static void print_json(const struct model *m, const struct options *o)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_array(&w, "rows");
	vec_for_each(&m->rows, row) {
		if (is_wanted(o, row))
			json_row(&w, row);
	}
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static struct dm_error *load(const struct options *o, struct model **ret)
{
	return model_load(o->scan.model_dir, o->source.models.v,
			  o->source.models.n, ret);
}

static int list(const struct options *o)
{
	struct model *m;
	struct dm_error *err = load(o, &m);

	if (err)
		return command_fail(err);
	if (o->json)
		print_json(m, o);
	else
		print_table(m, o);
	model_destroy(m);
	return command_flush();
}

struct check {
	struct jsonw *json; /* NULL: lines of text */
	unsigned int n;
};

static void say_mistake(const struct model_mistake *mistake, void *ctx)
{
	struct check *check = ctx;

	check->n++;
	if (!check->json) {
		printf("%s:%u:%u: error: %s\n", mistake->path, mistake->line,
		       mistake->col, mistake->message);
		return;
	}
	jsonw_object(check->json, NULL);
	jsonw_str(check->json, "path", mistake->path);
	jsonw_uint(check->json, "line", mistake->line);
	jsonw_uint(check->json, "column", mistake->col);
	jsonw_str(check->json, "message", mistake->message);
	jsonw_end(check->json);
}

static int check_file(const struct options *o)
{
	struct jsonw w;
	struct check check = {.json = o->json ? &w : NULL};
	struct dm_error *err;
	int status;

	if (o->json) {
		jsonw_init(&w, stdout);
		jsonw_object(&w, NULL);
		jsonw_uint(&w, "version", 1);
		jsonw_array(&w, "mistakes");
	}
	err = model_check(o->scan.model_dir, o->check, say_mistake, &check);
	if (o->json) {
		jsonw_end(&w);
		jsonw_end(&w);
		jsonw_finish(&w);
	}
	if (err)
		return command_fail(err);
	if (!o->json && !check.n)
		printf("%s: no mistakes\n", o->check);
	status = command_flush();
	return status ? status : check.n ? DM_EXIT_USAGE : DM_EXIT_CLEAN;
}

static void print_inferred(const struct options *o,
			   const struct infer_result *r, const struct model *m)
{
	if (o->infer)
		infer_print(r, m, o->all, stdout);
	else
		infer_print_unmodelled(r, "", stdout);
}

/* Nothing that it says is a finding: 0, or 3 when units were not read. */
static int infer(struct options *o)
{
	struct infer_result result = {};
	struct model *m = NULL;
	struct dm_error *err = load(o, &m);
	int status;

	if (!err)
		err = infer_run(&o->scan, &result);
	if (err) {
		status = command_fail(err);
	} else {
		print_inferred(o, &result, m);
		status = command_flush();
		run_summary_print(&result.scan.summary, &result.scan.findings,
				  stderr);
		if (!status)
			status = run_summary_exit(&result.scan.summary,
						  &result.scan.findings);
		if (result.scan.interrupted)
			status = DM_EXIT_INCOMPLETE;
	}
	infer_result_deinit(&result);
	model_destroy(m);
	return status;
}

int cmd_model(int argc, char **argv)
{
	struct options o = {};
	int status;

	source_args_init(&o.source, &o.scan);
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	status = o.check		 ? check_file(&o) :
		 o.infer || o.unmodelled ? infer(&o) :
					   list(&o);
	source_args_deinit(&o.source);
	return status;
}
