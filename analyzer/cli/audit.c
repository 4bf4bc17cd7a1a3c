// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/print.h"
#include "base/error.h"
#include "base/jsonw.h"
#include "cli/command.h"
#include "findings/format/writers.h"

struct audit_command {
	struct audit_options options;
	char *model_dir, *cache_dir, *stand_in, *legacy_dir;
	VEC(const char *) models;
	const char *sarif;
	FILE *sarif_out;
	bool json;
};

enum {
	KEY_JSON = 256,
	KEY_SARIF,
	KEY_MODEL,
	KEY_CACHE,
	KEY_NO_CACHE,
	KEY_TIMEOUT,
};

static const struct argp_option options[] = {
	{"json", KEY_JSON, NULL, 0, "one JSON document instead of text"},
	{"sarif", KEY_SARIF, "FILE", 0,
	 "the findings as SARIF 2.1.0 too; -: instead"},
	{"model", KEY_MODEL, "FILE", 0,
	 "more functions, in a file; may be repeated"},
	{"jobs", 'j', "N", 0, "processes at once (default: processors)"},
	{"timeout", KEY_TIMEOUT, "SECONDS", 0,
	 "for one unit, and for one module (120)"},
	{"cache", KEY_CACHE, "DIR", 0, "cache folder"},
	{"no-cache", KEY_NO_CACHE, NULL, 0, "parse anew, and keep nothing"},
	{},
};

static unsigned int parse_number(struct argp_state *state, const char *arg,
				 const char *what)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*end || end == arg || *arg == '-' || !n || n > 100000)
		argp_error(state, "%s: '%s' is no number from 1 to 100000",
			   what, arg);
	return n;
}

static void check_end(struct audit_command *c, struct argp_state *state)
{
	if (!c->options.path)
		argp_error(state, "which tree?");
	if (c->json && c->sarif && !strcmp(c->sarif, "-"))
		argp_error(state, "--json and --sarif - both want the output");
	c->options.scan.models = c->models.v;
	c->options.scan.n_models = c->models.n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct audit_command *c = state->input;
	struct scan_options *scan = &c->options.scan;

	switch (key) {
	case KEY_JSON:
		c->json = true;
		break;
	case KEY_SARIF:
		c->sarif = arg;
		break;
	case KEY_MODEL:
		vec_push(&c->models, arg);
		break;
	case 'j':
		scan->source.jobs = parse_number(state, arg, "--jobs");
		break;
	case KEY_TIMEOUT:
		scan->timeout = parse_number(state, arg, "--timeout");
		break;
	case KEY_CACHE:
		scan->source.cache = arg;
		break;
	case KEY_NO_CACHE:
		scan->no_cache = true;
		break;
	case ARGP_KEY_ARG:
		if (c->options.path)
			argp_error(state, "one tree at a time");
		c->options.path = arg;
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
	.args_doc = "DIR",
	.doc = "List the memory that a kernel tree sets aside for devices: "
	       "where, how large, in the linear map or not, who maps it with "
	       "which type, who gives it to processes, which rules that "
	       "breaks, and what to use today.\v"
	       "DIR is a tree of any age; it need not be configured, nor "
	       "build. Nothing of it is run.",
};

static void say(const char *what)
{
	fprintf(stderr, "dmalias: %s\n", what);
}

static struct dm_error *open_sarif(struct audit_command *c)
{
	if (!c->sarif)
		return NULL;
	c->sarif_out = !strcmp(c->sarif, "-") ? stdout : fopen(c->sarif, "we");
	if (!c->sarif_out)
		return dm_error_errno(errno, "cannot write '%s'", c->sarif);
	return NULL;
}

static struct dm_error *write_sarif_file(struct audit_command *c,
					 const struct audit_result *r)
{
	FILE *out = c->sarif_out;
	bool failed;

	if (!out)
		return NULL;
	write_sarif(out, &r->scan.findings, &r->scan.summary);
	failed = fflush(out) || ferror(out);
	if (out != stdout && fclose(out))
		failed = true;
	return failed ? dm_error_errno(errno, "cannot write '%s'", c->sarif) :
			NULL;
}

static void print_json(const struct audit_result *r)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_str(&w, "root", r->tree.root);
	jsonw_str(&w, "release", r->tree.release);
	jsonw_str(&w, "arch", unit_arch_name(r->model.context.arch));
	audit_json(r, &w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void print_text(const struct audit_result *r)
{
	printf("Linux %s for %s\n\n",
	       r->tree.release ? r->tree.release : "of unknown version",
	       unit_arch_name(r->model.context.arch));
	audit_print_carveouts(r, stdout);
	audit_print_census(r, stdout);
}

static int exit_code(const struct audit_result *r)
{
	if (findings_count_gating(&r->scan.findings))
		return DM_EXIT_FINDINGS;
	return audit_complete(r) ? DM_EXIT_CLEAN : DM_EXIT_INCOMPLETE;
}

static int print_result(struct audit_command *c, const struct audit_result *r)
{
	struct dm_error *err;
	int code;

	if (r->interrupted) {
		say("interrupted: there is no inventory");
		return DM_EXIT_INCOMPLETE;
	}
	err = write_sarif_file(c, r);
	if (c->json)
		print_json(r);
	else if (c->sarif_out != stdout)
		print_text(r);
	code = command_flush();
	audit_print_coverage(r, stderr);
	run_summary_print(&r->scan.summary, &r->scan.findings, stderr);
	if (err)
		return command_fail(err);
	return code ? code : exit_code(r);
}

static void set_defaults(struct audit_command *c)
{
	struct scan_options *scan = &c->options.scan;

	c->model_dir = command_model_dir();
	c->cache_dir = command_cache_dir();
	c->stand_in = command_stand_in();
	c->legacy_dir = command_legacy_dir();
	scan->model_dir = c->model_dir;
	scan->source.cache = c->cache_dir;
	scan->source.stand_in = c->stand_in;
	c->options.legacy_dir = c->legacy_dir;
	c->options.say = say;
}

int cmd_audit(int argc, char **argv)
{
	struct audit_command c = {};
	struct audit_result result = {};
	struct dm_error *err;
	int code;

	set_defaults(&c);
	argp_parse(&argp, argc, argv, 0, NULL, &c);
	err = open_sarif(&c);
	if (!err)
		err = audit_run(&c.options, &result);
	code = err ? command_fail(err) : print_result(&c, &result);
	audit_result_deinit(&result);
	vec_deinit(&c.models);
	free(c.model_dir);
	free(c.cache_dir);
	free(c.stand_in);
	free(c.legacy_dir);
	return code;
}
