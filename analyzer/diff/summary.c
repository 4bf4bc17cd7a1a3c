// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/error.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "diff/diff.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static bool is_complete(const struct diff_result *r)
{
	return !r->interrupted && !r->over_limit && !r->unjudged &&
	       run_summary_complete(&r->after.summary);
}

enum dm_exit diff_exit(const struct diff_result *r)
{
	if (findings_count_gating(&r->new))
		return DM_EXIT_FINDINGS;
	return is_complete(r) ? DM_EXIT_CLEAN : DM_EXIT_INCOMPLETE;
}

void diff_print_fixed(const struct diff_result *r, FILE *out)
{
	vec_for_each(&r->fixed, f) {
		struct strbuf line = {};

		strbuf_adds(&line, "fixed: ");
		strbuf_add_shown(&line, f->place.path);
		strbuf_addf(&line, ":%u: ", f->place.line);
		strbuf_add_shown(&line, f->message);
		fprintf(out, "%s [%s]\n", line.s, f->rule->id);
		strbuf_deinit(&line);
	}
}

static void print_line(const struct diff_result *r, FILE *out)
{
	const struct run_summary *s = &r->after.summary;

	fprintf(out,
		"dmalias: %zu new finding%s (%zu gating), %zu fixed, %zu as "
		"before; %zu file%s changed; analysed %zu of %zu unit%s",
		r->new.n, plural(r->new.n), findings_count_gating(&r->new),
		r->fixed.n, r->unchanged.n, r->changed, plural(r->changed),
		s->units_parsed, s->units_found, plural(s->units_found));
	if (s->units_skipped)
		fprintf(out, " (%zu left out by the prefilter)",
			s->units_skipped);
	fprintf(out, " before and after\n");
}

static void print_failures(const struct run_summary *s, FILE *out)
{
	vec_for_each(&s->failures, f) {
		struct strbuf line = {};

		strbuf_add_shown(&line, f->file);
		strbuf_adds(&line, ": ");
		strbuf_add_shown(&line, f->reason);
		fprintf(out, "dmalias: not analysed: %s\n", line.s);
		strbuf_deinit(&line);
	}
}

static void print_limits(const struct run_summary *s, const char *side,
			 FILE *out)
{
	if (run_summary_budgets_hit(s))
		fprintf(out,
			"dmalias: walks cut short %s as their budget was "
			"spent: %zu\n",
			side, run_summary_budgets_hit(s));
	if (s->units_with_errors)
		fprintf(out, "dmalias: units with errors %s: %zu\n", side,
			s->units_with_errors);
}

static void print_count(FILE *out, size_t n, const char *what)
{
	if (n)
		fprintf(out, "dmalias: %s: %zu\n", what, n);
}

void diff_print_summary(const struct diff_result *r, FILE *out)
{
	print_line(r, out);
	print_failures(&r->after.summary, out);
	print_limits(&r->before.summary, "before", out);
	print_limits(&r->after.summary, "after", out);
	print_count(out, r->unjudged,
		    "findings in units that could not be analysed before, so "
		    "that nobody knows whether they are new");
	print_count(out, r->over_limit,
		    "files that include what is changed and were not "
		    "analysed (--limit)");
	print_count(out, r->links,
		    "symbolic links of the change, not followed");
	print_count(out, r->merges,
		    "merges in the range, all of which is one change here");
	print_count(out, r->dirty,
		    "files of the checkout that are changed and not committed, "
		    "not looked at");
}
