// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/review_args.h"

enum {
	KEY_BASELINE = 768,
	KEY_SUPPRESS,
	KEY_RENAMED,
};

static const struct argp_option options[] = {
	{.doc = "What counts:", .group = 3},
	{"baseline", KEY_BASELINE, "FILE", 0,
	 "findings that are known: they are counted only"},
	{"suppress", KEY_SUPPRESS, "FILE", 0,
	 "what is not to be heard of, and why; may be repeated"},
	{"renamed", KEY_RENAMED, "OLD=NEW", 0,
	 "a file has another name than in the baseline; may be repeated"},
	{},
};

static void parse_renamed(struct review_args *a, const char *arg,
			  struct argp_state *state)
{
	const char *sep = strchr(arg, '=');

	if (!sep || sep == arg || !sep[1])
		argp_error(state, "--renamed: '%s' is not OLD=NEW", arg);
	else
		vec_push(&a->renames,
			 (struct path_rename){xstrndup(arg, sep - arg),
					      xstrdup(sep + 1)});
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct review_args *a = state->input;

	switch (key) {
	case KEY_BASELINE:
		a->baseline_path = arg;
		break;
	case KEY_SUPPRESS:
		vec_push(&a->suppress, arg);
		break;
	case KEY_RENAMED:
		parse_renamed(a, arg, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

const struct argp review_argp = {.options = options, .parser = parse};

struct dm_error *review_open(struct review_args *a)
{
	struct dm_error *err = NULL;

	if (a->baseline_path)
		err = baseline_read(a->baseline_path, &a->baseline);
	for (size_t i = 0; i < a->suppress.n && !err; i++)
		err = suppressions_read(a->suppress.v[i],
					vec_add(&a->suppressions));
	return err;
}

/* The files of a run that were analysed, or need not be; 0 for others. */
static void list_files(const struct scan_result *r, struct strmap *ret)
{
	vec_for_each(&r->units.list, unit) {
		const char *below = path_below(r->units.root, unit->file);

		strmap_put(ret, below ? below : unit->file, 1);
	}
	vec_for_each(&r->summary.failures, failure)
		strmap_put(ret, failure->file, 0);
}

static void review(struct review_args *a, const struct baseline_scope *scope,
		   struct scan_result *r)
{
	bool whole = scope->complete && !scope->n_paths && !scope->n_rules;
	time_t now = time(NULL);
	char today[16];

	strftime(today, sizeof(today), "%Y-%m-%d", gmtime(&now));
	if (a->baseline_path) {
		r->summary.baseline = true;
		baseline_apply(&a->baseline, &r->findings, &a->renames);
		baseline_find_stale(&a->baseline, scope, &r->summary);
	}
	vec_for_each(&a->suppressions, s)
		suppressions_apply(s, &r->findings, today, whole, &r->summary);
}

void review_findings(struct review_args *a, const struct scan_options *scan,
		     struct scan_result *r)
{
	struct strmap files = {};
	const struct baseline_scope scope = {
		.root = r->units.root,
		.files = &files,
		.complete = run_summary_complete(&r->summary),
		.paths = scan->source.paths,
		.n_paths = scan->source.n_paths,
		.rules = scan->rules,
		.n_rules = scan->n_rules,
	};

	if (r->interrupted || !r->units.root)
		return;
	list_files(r, &files);
	review(a, &scope, r);
	strmap_deinit(&files);
}

void review_deinit(struct review_args *a)
{
	baseline_deinit(&a->baseline);
	path_rename_vec_deinit(&a->renames);
	vec_deinit(&a->suppress);
	vec_for_each(&a->suppressions, s)
		suppressions_deinit(s);
	vec_deinit(&a->suppressions);
}
