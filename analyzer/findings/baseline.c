// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "findings/baseline.h"
#include "findings/entry_lines.h"
#include "findings/summary.h"

#define N_WORDS 5
#define FINGERPRINT_LEN 32

void baseline_deinit(struct baseline *b)
{
	vec_for_each(&b->entries, e) {
		free(e->fingerprint);
		free(e->rule);
		free(e->path);
		free(e->function);
		free(e->message);
		free(e->reason);
	}
	vec_deinit(&b->entries);
	free(b->name);
	*b = (struct baseline){};
}

/* Return: what is wrong with a line, or NULL. */
static const char *check_line(const struct entry_line *line)
{
	char *const *w = line->words.v;

	if (line->words.n != N_WORDS)
		return "a fingerprint, a rule, a path, a function and a "
		       "message in quotes are expected";
	if (strlen(w[0]) != FINGERPRINT_LEN ||
	    strspn(w[0], "0123456789abcdef") != FINGERPRINT_LEN)
		return "the fingerprint is not 32 hex digits";
	if (!strchr(w[1], '/'))
		return "the rule has no 'family/'";
	return *w[2] ? NULL : "the path is empty";
}

static void take_entry(struct entry_line *line, struct baseline *b)
{
	char **w = line->words.v;

	vec_push(&b->entries,
		 (struct baseline_entry){
			 .line = line->number,
			 .fingerprint = take_ptr(w[0]),
			 .rule = take_ptr(w[1]),
			 .path = take_ptr(w[2]),
			 .function = strcmp(w[3], "-") ? take_ptr(w[3]) : NULL,
			 .message = take_ptr(w[4]),
			 .reason = take_ptr(line->reason),
			 .finding = FINDING_ALONE,
		 });
}

/* A line twice is one; a reason is kept. */
static void add_entry(struct entry_line *line, struct strmap *seen,
		      struct baseline *b)
{
	uint32_t at;

	if (!strmap_get(seen, line->words.v[0], &at)) {
		strmap_put(seen, line->words.v[0], b->entries.n);
		take_entry(line, b);
	} else if (!b->entries.v[at].reason) {
		b->entries.v[at].reason = take_ptr(line->reason);
	}
}

struct dm_error *baseline_read(const char *path, struct baseline *ret)
{
	struct baseline b = {};
	entry_line_vec lines = {};
	struct strmap seen = {};
	struct dm_error *err = entry_lines_read(path, &lines);

	if (err)
		return err;
	b.name = xstrdup(path);
	vec_for_each(&lines, line) {
		const char *wrong = check_line(line);

		if (wrong) {
			err = dm_error(DM_ERR_USAGE, "%s:%u: %s", path,
				       line->number, wrong);
			break;
		}
		add_entry(line, &seen, &b);
	}
	entry_line_vec_deinit(&lines);
	strmap_deinit(&seen);
	if (err)
		baseline_deinit(&b);
	else
		*ret = b;
	return err;
}

static void know(struct baseline *b, size_t entry, finding_vec *findings,
		 size_t finding)
{
	struct baseline_entry *e = &b->entries.v[entry];
	struct finding *f = &findings->v[finding];

	e->finding = finding;
	f->standing = FINDING_KNOWN;
	if (e->reason && !f->reason)
		f->reason = xstrdup(e->reason);
}

static void match_fingerprints(struct baseline *b, finding_vec *findings)
{
	struct strmap by_print = {};

	for (size_t i = 0; i < b->entries.n; i++)
		strmap_put(&by_print, b->entries.v[i].fingerprint, i);
	for (size_t i = 0; i < findings->n; i++) {
		uint32_t entry;

		if (strmap_get(&by_print, findings->v[i].fingerprint, &entry))
			know(b, entry, findings, i);
	}
	strmap_deinit(&by_print);
}

/* Findings in which the message stands for the statement, with the numbers
 * they have elsewhere. Their strings are borrowed. */
struct loose_list {
	finding_vec findings;
	VEC(size_t) numbers;
};

static void loose_add(struct loose_list *l, const struct finding *f,
		      size_t number)
{
	vec_push(&l->findings, *f);
	vec_push(&l->numbers, number);
}

static void loose_deinit(struct loose_list *l)
{
	vec_deinit(&l->findings);
	vec_deinit(&l->numbers);
}

static void list_entries(const struct baseline *b, struct loose_list *ret)
{
	for (size_t i = 0; i < b->entries.n; i++) {
		const struct baseline_entry *e = &b->entries.v[i];
		struct finding f = {
			.rule = rule_info_find(e->rule),
			.place.path = e->path,
			.function = e->function,
			.statement = e->message,
			.message = e->message,
		};

		if (e->finding == FINDING_ALONE && f.rule)
			loose_add(ret, &f, i);
	}
}

static void list_findings(const finding_vec *findings, struct loose_list *ret)
{
	for (size_t i = 0; i < findings->n; i++) {
		struct finding f = findings->v[i];

		f.statement = f.message;
		if (f.standing == FINDING_OPEN)
			loose_add(ret, &f, i);
	}
}

void baseline_apply(struct baseline *b, finding_vec *findings,
		    const path_rename_vec *renames)
{
	struct loose_list entries = {}, others = {};
	struct finding_match match;

	match_fingerprints(b, findings);
	list_entries(b, &entries);
	list_findings(findings, &others);
	findings_compare(&entries.findings, &others.findings, renames, &match);
	for (size_t i = 0; i < entries.findings.n; i++)
		if (match.before[i] != FINDING_ALONE)
			know(b, entries.numbers.v[i], findings,
			     others.numbers.v[match.before[i]]);
	finding_match_deinit(&match);
	loose_deinit(&entries);
	loose_deinit(&others);
}

/* Whether @path is one of those asked for, or below one. */
static bool asked(const struct baseline_scope *s, const char *path)
{
	autofree char *full = path_normalize(s->root, path);

	for (size_t i = 0; i < s->n_paths; i++) {
		autofree char *here = path_normalize(NULL, s->paths[i]);
		autofree char *there = path_normalize(s->root, s->paths[i]);

		if (!strcmp(here, full) || !strcmp(there, full) ||
		    path_below(here, full) || path_below(there, full))
			return true;
	}
	return !s->n_paths;
}

static bool rule_asked(const struct baseline_scope *s, const char *rule)
{
	for (size_t i = 0; i < s->n_rules; i++)
		if (!strcmp(s->rules[i], rule))
			return true;
	return !s->n_rules && rule_info_find(rule);
}

static bool ends_in_c(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && !strcmp(path + n - 2, ".c");
}

static bool looked_at(const struct baseline_scope *s,
		      const struct baseline_entry *e)
{
	autofree char *full = path_normalize(s->root, e->path);
	uint32_t analysed;

	if (!rule_asked(s, e->rule))
		return false;
	if (strmap_get(s->files, e->path, &analysed))
		return analysed;
	if (!asked(s, e->path))
		return false;
	return !file_exists(full) || (!ends_in_c(e->path) && s->complete);
}

void baseline_find_stale(struct baseline *b, const struct baseline_scope *scope,
			 struct run_summary *summary)
{
	vec_for_each(&b->entries, e) {
		autofree char *where = NULL, *what = NULL;

		e->stale = e->finding == FINDING_ALONE && looked_at(scope, e);
		if (!e->stale)
			continue;
		where = xasprintf("%s:%u", b->name, e->line);
		what = xasprintf("%s is not found any more in '%s' of %s",
				 e->rule, e->function ? e->function : "-",
				 e->path);
		run_summary_stale(summary, where, what);
	}
}

size_t baseline_count_stale(const struct baseline *b)
{
	size_t n = 0;

	vec_for_each(&b->entries, e)
		n += e->stale;
	return n;
}

static char *entry_text(const struct baseline_entry *e)
{
	bool no_function = !e->function || !*e->function;
	struct strbuf sb = {};

	strbuf_addf(&sb, "%s %s ", e->fingerprint, e->rule);
	entry_line_add_word(&sb, e->path);
	strbuf_addc(&sb, ' ');
	entry_line_add_word(&sb, no_function ? "-" : e->function);
	strbuf_addc(&sb, ' ');
	entry_line_add_quoted(&sb, e->message);
	if (e->reason)
		strbuf_addf(&sb, " # %s", e->reason);
	strbuf_addc(&sb, '\n');
	return strbuf_take(&sb);
}

static char *finding_text(const struct finding *f, const char *reason)
{
	const struct baseline_entry e = {
		.fingerprint = f->fingerprint,
		.rule = (char *)f->rule->id,
		.path = f->place.path,
		.function = f->function,
		.message = f->message,
		.reason = (char *)reason,
	};

	return entry_text(&e);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of the file to be. */
struct line_list {
	VEC(char *) lines;
};

static void list_lines(const struct baseline *b, const finding_vec *findings,
		       unsigned int change, const char *reason,
		       struct line_list *ret)
{
	bool update = change & BASELINE_UPDATE, prune = change & BASELINE_PRUNE;

	vec_for_each(&b->entries, e) {
		if (e->finding != FINDING_ALONE && update)
			vec_push(&ret->lines,
				 finding_text(&findings->v[e->finding],
					      e->reason));
		else if (!e->stale || !prune)
			vec_push(&ret->lines, entry_text(e));
	}
	vec_for_each(findings, f)
		if (update && f->standing == FINDING_OPEN)
			vec_push(&ret->lines, finding_text(f, reason));
	if (ret->lines.n)
		qsort(ret->lines.v, ret->lines.n, sizeof(*ret->lines.v),
		      compare_lines);
}

struct dm_error *baseline_write(const struct baseline *b, const char *path,
				const finding_vec *findings,
				unsigned int change, const char *reason)
{
	struct line_list list = {};
	struct strbuf text = {};
	struct dm_error *err;

	list_lines(b, findings, change, reason, &list);
	strbuf_adds(&text, "# findings that are known: fingerprint, rule, "
			   "path, function, message # reason\n");
	vec_for_each(&list.lines, line) {
		strbuf_adds(&text, *line);
		free(*line);
	}
	vec_deinit(&list.lines);
	err = file_write_atomic(path, text.s, text.len);
	strbuf_deinit(&text);
	return err;
}
