// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "findings/summary.h"

static const char *const budget_names[N_RUN_BUDGETS] = {
	[BUDGET_STEPS] = "steps",
	[BUDGET_STATES] = "states",
	[BUDGET_OBJECTS] = "objects",
	[BUDGET_OUTCOMES] = "outcomes",
};

static void failures_deinit(run_failure_vec *v)
{
	vec_for_each(v, failure) {
		free(failure->file);
		free(failure->reason);
	}
	vec_deinit(v);
}

void run_summary_deinit(struct run_summary *s)
{
	failures_deinit(&s->failures);
	failures_deinit(&s->surprises);
	failures_deinit(&s->splits);
	failures_deinit(&s->trees_lost);
	failures_deinit(&s->stale);
}

static void failures_add(run_failure_vec *v, const char *file,
			 const char *reason)
{
	vec_push(v, (struct run_failure){
			    .file = xstrdup(file),
			    .reason = xstrdup(reason),
		    });
}

void run_summary_fail(struct run_summary *s, const char *file,
		      const char *reason)
{
	failures_add(&s->failures, file, reason);
}

void run_summary_surprise(struct run_summary *s, const char *file,
			  const char *first_error)
{
	failures_add(&s->surprises, file, first_error);
}

void run_summary_split(struct run_summary *s, const char *module,
		       const char *reason)
{
	failures_add(&s->splits, module, reason);
}

void run_summary_lose_tree(struct run_summary *s, const char *file,
			   const char *reason)
{
	failures_add(&s->trees_lost, file, reason);
}

void run_summary_stale(struct run_summary *s, const char *entry,
		       const char *reason)
{
	failures_add(&s->stale, entry, reason);
}

bool run_summary_asked(const struct run_summary *s,
		       const struct rule_info *rule)
{
	for (size_t i = 0; i < s->n_rules; i++)
		if (!strcmp(s->rules[i], rule->id))
			return true;
	return !s->n_rules;
}

size_t run_summary_budgets_hit(const struct run_summary *s)
{
	size_t n = 0;

	for (unsigned int i = 0; i < N_RUN_BUDGETS; i++)
		n += s->budgets[i];
	return n;
}

bool run_summary_complete(const struct run_summary *s)
{
	return !s->failures.n &&
	       s->units_parsed + s->units_skipped == s->units_found;
}

size_t run_summary_missing(const struct run_summary *s)
{
	size_t seen = s->units_parsed + s->units_skipped;

	if (seen + s->failures.n >= s->units_found)
		return s->failures.n;
	return s->units_found - seen;
}

size_t findings_count_gating(const finding_vec *findings)
{
	size_t n = 0;

	vec_for_each(findings, f)
		n += finding_gates(f);
	return n;
}

enum dm_exit run_summary_exit(const struct run_summary *s,
			      const finding_vec *findings)
{
	if (findings_count_gating(findings))
		return DM_EXIT_FINDINGS;
	return run_summary_complete(s) ? DM_EXIT_CLEAN : DM_EXIT_INCOMPLETE;
}

/* Files that have open findings; these are sorted by path. */
static size_t count_files(const finding_vec *findings)
{
	const char *last = NULL;
	size_t n = 0;

	vec_for_each(findings, f) {
		if (f->standing != FINDING_OPEN)
			continue;
		if (!last || strcmp(last, f->place.path) != 0)
			n++;
		last = f->place.path;
	}
	return n;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void add_findings(struct strbuf *sb, const finding_vec *findings)
{
	size_t open = findings_count(findings, FINDING_OPEN);
	size_t known = findings_count(findings, FINDING_KNOWN);
	size_t suppressed = findings_count(findings, FINDING_SUPPRESSED);
	size_t files = count_files(findings);
	const char *new = known || suppressed ? "new " : "";

	if (open)
		strbuf_addf(sb, "%zu %sfinding%s (%zu gating) in %zu file%s",
			    open, new, plural(open),
			    findings_count_gating(findings), files,
			    plural(files));
	else
		strbuf_addf(sb, "no %sfindings", new);
	if (known)
		strbuf_addf(sb, ", %zu known", known);
	if (suppressed)
		strbuf_addf(sb, ", %zu suppressed", suppressed);
}

/* " (889 left out by the prefilter, 3 failed)", or nothing. */
static void add_left_out(struct strbuf *sb, const struct run_summary *s)
{
	size_t missing = run_summary_missing(s);
	struct strbuf list = {};

	if (s->units_skipped)
		strbuf_addf(&list, "%zu left out by the prefilter",
			    s->units_skipped);
	if (missing)
		strbuf_addf(&list, "%s%zu failed", list.len ? ", " : "",
			    missing);
	if (list.len)
		strbuf_addf(sb, " (%s)", list.s);
	strbuf_deinit(&list);
}

/* What was analysed for, as far as it is known: "6.1.192 x86 allmodconfig". */
static void add_target(struct strbuf *sb, const struct run_summary *s)
{
	if (s->release)
		strbuf_addf(sb, " of %s", s->release);
	if (s->arch != ARCH_UNKNOWN)
		strbuf_addf(sb, " for %s", unit_arch_name(s->arch));
	if (s->config)
		strbuf_addf(sb, " %s", s->config);
}

static void print_line(const struct run_summary *s, const finding_vec *findings,
		       FILE *out)
{
	bool clean = !findings->n && run_summary_complete(s) &&
		     s->units_found && !s->units_skipped &&
		     !s->units_with_errors && !s->functions_incomplete &&
		     !s->splits.n && !s->trees_lost.n &&
		     !run_summary_budgets_hit(s) && !s->opaque_expressions;
	struct strbuf sb = {};

	add_findings(&sb, findings);
	strbuf_addf(&sb, "; analysed %zu of %zu unit%s", s->units_parsed,
		    s->units_found, plural(s->units_found));
	add_left_out(&sb, s);
	add_target(&sb, s);
	fprintf(out, "dmalias: %s%s\n", clean ? "clean, " : "", sb.s);
	strbuf_deinit(&sb);
}

static void print_limit(FILE *out, const char *what, size_t n)
{
	if (n)
		fprintf(out, "dmalias: %s: %zu\n", what, n);
}

/* The first few, a line each. Return: how many. */
static size_t print_some(const run_failure_vec *v, const char *what, FILE *out)
{
	size_t shown = v->n < 10 ? v->n : 10;

	for (size_t i = 0; i < shown; i++) {
		struct strbuf sb = {};

		strbuf_add_shown(&sb, v->v[i].file);
		strbuf_adds(&sb, ": ");
		strbuf_add_shown(&sb, v->v[i].reason);
		fprintf(out, "dmalias: %s: %s\n", what, sb.s);
		strbuf_deinit(&sb);
	}
	return shown;
}

static void print_failures(const struct run_summary *s, FILE *out)
{
	size_t shown = print_some(&s->failures, "not analysed", out);

	print_limit(out, "more that were not analysed, listed by --json",
		    s->failures.n - shown);
	print_limit(out, "not analysed, nobody knows why",
		    run_summary_missing(s) - s->failures.n);
}

void run_summary_print(const struct run_summary *s, const finding_vec *findings,
		       FILE *out)
{
	print_line(s, findings, out);
	print_failures(s, out);
	print_limit(out, "units with errors, analysed as far as they go",
		    s->units_with_errors);
	print_limit(out, "of these, read with their own flags", s->surprises.n);
	print_some(&s->surprises, "has errors", out);
	print_limit(out, "units read with the flags of a neighbour",
		    s->units_by_quality[UNIT_BORROWED_FLAGS]);
	print_limit(out, "units read without the kernel's headers",
		    s->units_by_quality[UNIT_NO_TYPES]);
	print_limit(out, "functions with a statement not understood",
		    s->functions_incomplete);
	print_limit(out, "expressions not understood", s->opaque_expressions);
	print_limit(out, "walks cut short as their budget was spent",
		    run_summary_budgets_hit(s));
	print_limit(out, "modules analysed unit by unit", s->splits.n);
	print_some(&s->splits, "unit by unit", out);
	print_limit(out, "entries that are stale", s->stale.n);
	print_some(&s->stale, "stale", out);
	print_limit(out, "device trees not read", s->trees_lost.n);
	print_some(&s->trees_lost, "not read", out);
}

void run_summary_counts(const struct run_summary *s,
			const finding_vec *findings, struct jsonw *w)
{
	jsonw_uint(w, "findings", findings->n);
	jsonw_uint(w, "findings_gating", findings_count_gating(findings));
	jsonw_uint(w, "findings_known",
		   findings_count(findings, FINDING_KNOWN));
	jsonw_uint(w, "findings_suppressed",
		   findings_count(findings, FINDING_SUPPRESSED));
	jsonw_uint(w, "entries_stale", s->stale.n);
	jsonw_uint(w, "units_found", s->units_found);
	jsonw_uint(w, "units_parsed", s->units_parsed);
	jsonw_uint(w, "units_left_out", s->units_skipped);
	jsonw_uint(w, "units_failed", run_summary_missing(s));
	jsonw_uint(w, "units_with_errors", s->units_with_errors);
	jsonw_uint(w, "units_with_errors_own_flags", s->surprises.n);
	jsonw_object(w, "units_by_quality");
	for (unsigned int q = 0; q < N_UNIT_QUALITIES; q++)
		jsonw_uint(w, unit_quality_name(q), s->units_by_quality[q]);
	jsonw_end(w);
	jsonw_uint(w, "device_trees_read", s->trees_read);
	jsonw_uint(w, "device_trees_not_read", s->trees_lost.n);
	jsonw_uint(w, "functions", s->functions);
	jsonw_uint(w, "functions_incomplete", s->functions_incomplete);
	jsonw_uint(w, "modules", s->modules);
	jsonw_uint(w, "modules_unit_by_unit", s->splits.n);
	jsonw_uint(w, "budgets_hit", run_summary_budgets_hit(s));
	jsonw_object(w, "budgets_hit_by_kind");
	for (unsigned int i = 0; i < N_RUN_BUDGETS; i++)
		jsonw_uint(w, budget_names[i], s->budgets[i]);
	jsonw_end(w);
	jsonw_uint(w, "opaque_expressions", s->opaque_expressions);
	jsonw_double(w, "seconds", s->seconds);
}
