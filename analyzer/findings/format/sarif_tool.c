// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/strbuf.h"
#include "findings/format/sarif.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

#define STR_(x) #x
#define STR(x) STR_(x)

/* "dma/map-unchecked" -> "DmaMapUnchecked". */
static void write_name(struct jsonw *w, const char *id)
{
	struct strbuf name = {};
	bool up = true;

	for (; *id; id++) {
		if (isalnum((unsigned char)*id))
			strbuf_addc(&name,
				    up ? toupper((unsigned char)*id) : *id);
		up = !isalnum((unsigned char)*id);
	}
	jsonw_str(w, "name", strbuf_str(&name));
	strbuf_deinit(&name);
}

static void write_text_object(struct jsonw *w, const char *name,
			      const char *text)
{
	jsonw_object(w, name);
	jsonw_str(w, "text", text);
	jsonw_end(w);
}

/*
 * The kernel document that the rule rests on, as it is published for the
 * version whose paths the rules name. A rule that names a source file instead
 * has no address.
 */
static void write_help_uri(struct jsonw *w, const char *doc)
{
	static const char top[] = "Documentation/";
	const char *path = doc + strlen(top);
	const char *end = strstr(doc, ".rst");

	if (!strncmp(doc, top, strlen(top)) && end)
		jsonw_strf(w, "helpUri",
			   "https://www.kernel.org/doc/html/v6.1/%.*s.html",
			   (int)(end - path), path);
}

/* GitHub reads precision, problem.severity and tags. */
static void write_rule_properties(struct jsonw *w, const struct rule_info *rule)
{
	jsonw_object(w, "properties");
	jsonw_str(w, "precision", rule->gating ? "high" : "medium");
	jsonw_str(w, "problem.severity", rule->gating ? "error" : "warning");
	jsonw_str(w, "clauses", rule->clauses);
	jsonw_str(w, "document", rule->doc);
	jsonw_str(w, "harm", rule->harm);
	jsonw_str(w, "fix", rule->fix);
	jsonw_str(w, "since", rule->since);
	jsonw_array(w, "tags");
	jsonw_strn(w, NULL, rule->id, strcspn(rule->id, "/"));
	jsonw_str(w, NULL, rule->gating ? "gating" : "advisory");
	if (rule->runtime)
		jsonw_str(w, NULL, "runtime");
	if (rule->cwe)
		jsonw_strf(w, NULL, "external/cwe/cwe-%03u", rule->cwe);
	jsonw_end(w);
	jsonw_end(w);
}

static void write_rule(struct jsonw *w, const struct rule_info *rule)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "id", rule->id);
	write_name(w, rule->id);
	write_text_object(w, "shortDescription", rule->summary);
	jsonw_object(w, "fullDescription");
	jsonw_strf(w, "text", "%s. Harms %s.", rule->summary, rule->harm);
	jsonw_end(w);
	jsonw_object(w, "help");
	jsonw_str(w, "text", rule->text);
	jsonw_str(w, "markdown", rule->text);
	jsonw_end(w);
	write_help_uri(w, rule->doc);
	jsonw_object(w, "defaultConfiguration");
	jsonw_bool(w, "enabled", true);
	jsonw_str(w, "level", rule->gating ? "error" : "warning");
	jsonw_end(w);
	write_rule_properties(w, rule);
	jsonw_end(w);
}

void sarif_write_tool(struct jsonw *w)
{
	jsonw_object(w, "tool");
	jsonw_object(w, "driver");
	jsonw_str(w, "name", "dmalias");
	jsonw_str(w, "semanticVersion", DMALIAS_VERSION);
	jsonw_array(w, "rules");
	for (size_t i = 0; i < n_rule_infos; i++)
		write_rule(w, rule_infos[i]);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void write_notification(struct jsonw *w, const char *level,
			       const char *path, const char *text)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "level", level);
	sarif_write_message(w, "message", text);
	if (path) {
		jsonw_array(w, "locations");
		jsonw_object(w, NULL);
		jsonw_object(w, "physicalLocation");
		sarif_write_artifact(w, path);
		jsonw_end(w);
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_count(struct jsonw *w, const char *level, size_t n,
			const char *what)
{
	autofree char *text = xasprintf("%s: %zu", what, n);

	if (n)
		write_notification(w, level, NULL, text);
}

static void write_failures(struct jsonw *w, const struct run_summary *s)
{
	size_t n = s->failures.n;

	if (n > SARIF_MAX_FAILURES)
		n = SARIF_MAX_FAILURES;
	for (size_t i = 0; i < n; i++) {
		const struct run_failure *f = &s->failures.v[i];
		autofree char *text =
			xasprintf("This file was not analysed: %s", f->reason);

		write_notification(w, "error", f->file, text);
	}
	write_count(w, "error", s->failures.n - n,
		    "More files that were not analysed and are not listed");
	write_count(w, "error", run_summary_missing(s) - s->failures.n,
		    "Units that were not analysed, nobody knows why");
}

static void write_notifications(struct jsonw *w, const struct run_summary *s,
				const struct sarif_dropped *dropped)
{
	jsonw_array(w, "toolExecutionNotifications");
	write_failures(w, s);
	write_count(w, "warning", dropped->results,
		    "Results left out, as one run holds no more than " STR(
			    SARIF_MAX_RESULTS));
	write_count(w, "warning", dropped->flows,
		    "Results with only the first " STR(
			    SARIF_MAX_STEPS) " of their steps");
	write_count(w, "warning", s->units_with_errors,
		    "Units with errors, analysed as far as they go");
	write_count(w, "warning", s->splits.n, "Modules analysed unit by unit");
	write_count(w, "note", s->stale.n,
		    "Entries of baselines and suppressions that are stale");
	write_count(w, "note", s->units_skipped,
		    "Units left out by the prefilter");
	write_count(w, "note", s->functions_incomplete,
		    "Functions with a statement that was not understood");
	write_count(w, "note", s->opaque_expressions,
		    "Expressions that were not understood");
	write_count(w, "note", run_summary_budgets_hit(s),
		    "Walks cut short as their budget was spent");
	jsonw_end(w);
}

void sarif_write_invocations(struct jsonw *w, const struct run_summary *summary,
			     const finding_vec *findings,
			     const struct sarif_dropped *dropped)
{
	jsonw_array(w, "invocations");
	jsonw_object(w, NULL);
	jsonw_bool(w, "executionSuccessful", run_summary_complete(summary));
	jsonw_int(w, "exitCode", run_summary_exit(summary, findings));
	if (summary->command_line)
		jsonw_str(w, "commandLine", summary->command_line);
	write_notifications(w, summary, dropped);
	jsonw_end(w);
	jsonw_end(w);
}
