// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/strbuf.h"
#include "findings/format/columns.h"
#include "findings/format/sarif.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

#define SCHEMA \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

void sarif_add_uri_path(struct strbuf *sb, const char *path)
{
	for (; *path; path++) {
		if (isalnum((unsigned char)*path) || strchr("-._~/", *path))
			strbuf_addc(sb, *path);
		else
			strbuf_addf(sb, "%%%02X", (unsigned char)*path);
	}
}

void sarif_write_artifact(struct jsonw *w, const char *path)
{
	bool absolute = *path == '/';
	struct strbuf uri = {};

	strbuf_adds(&uri, absolute ? "file://" : "");
	sarif_add_uri_path(&uri, path);
	jsonw_object(w, "artifactLocation");
	jsonw_str(w, "uri", strbuf_str(&uri));
	if (!absolute)
		jsonw_str(w, "uriBaseId", "SRCROOT");
	jsonw_end(w);
	strbuf_deinit(&uri);
}

void sarif_write_message(struct jsonw *w, const char *name, const char *text)
{
	struct strbuf sb = {};
	const char *link;

	while ((link = strstr(text, "]("))) {
		strbuf_add(&sb, text, link + 1 - text);
		strbuf_addc(&sb, ' ');
		text = link + 1;
	}
	strbuf_adds(&sb, text);
	jsonw_object(w, name);
	jsonw_str(w, "text", strbuf_str(&sb));
	jsonw_end(w);
	strbuf_deinit(&sb);
}

/* What the functions below need at hand. */
struct sarif_writer {
	struct jsonw w;
	struct columns *columns;
	bool baseline; /* findings were compared with one */
};

static void write_region(struct sarif_writer *s, const struct finding_place *p)
{
	unsigned int col = columns_utf16(s->columns, p->path, p->line, p->col);
	unsigned int end =
		columns_utf16(s->columns, p->path, p->end_line, p->end_col);

	if (!p->line)
		return;
	jsonw_object(&s->w, "region");
	jsonw_uint(&s->w, "startLine", p->line);
	if (col)
		jsonw_uint(&s->w, "startColumn", col);
	if (col && end &&
	    (p->end_line > p->line || (p->end_line == p->line && end >= col))) {
		jsonw_uint(&s->w, "endLine", p->end_line);
		jsonw_uint(&s->w, "endColumn", end);
	}
	jsonw_end(&s->w);
}

/* The members of a location. */
static void write_location(struct sarif_writer *s,
			   const struct finding_place *place,
			   const char *function, const char *message)
{
	jsonw_object(&s->w, "physicalLocation");
	sarif_write_artifact(&s->w, place->path);
	write_region(s, place);
	jsonw_end(&s->w);
	if (function) {
		jsonw_array(&s->w, "logicalLocations");
		jsonw_object(&s->w, NULL);
		jsonw_str(&s->w, "name", function);
		jsonw_str(&s->w, "kind", "function");
		jsonw_end(&s->w);
		jsonw_end(&s->w);
	}
	if (message)
		sarif_write_message(&s->w, "message", message);
}

static void write_steps(struct sarif_writer *s, const struct finding *f)
{
	size_t n = f->steps.n;

	if (n > SARIF_MAX_STEPS)
		n = SARIF_MAX_STEPS;
	jsonw_array(&s->w, "locations");
	for (size_t i = 0; i < n; i++) {
		jsonw_object(&s->w, NULL);
		jsonw_uint(&s->w, "executionOrder", i + 1);
		jsonw_str(&s->w, "importance", "essential");
		jsonw_object(&s->w, "location");
		write_location(s, &f->steps.v[i].place, NULL,
			       f->steps.v[i].message);
		jsonw_end(&s->w);
		jsonw_end(&s->w);
	}
	jsonw_end(&s->w);
}

static void write_flow(struct sarif_writer *s, const struct finding *f)
{
	if (!f->steps.n)
		return;
	jsonw_array(&s->w, "codeFlows");
	jsonw_object(&s->w, NULL);
	jsonw_array(&s->w, "threadFlows");
	jsonw_object(&s->w, NULL);
	write_steps(s, f);
	jsonw_end(&s->w);
	jsonw_end(&s->w);
	jsonw_end(&s->w);
	jsonw_end(&s->w);
}

/* Words joined by ", " as an array. */
static void write_words(struct jsonw *w, const char *name, const char *list)
{
	jsonw_array(w, name);
	while (list) {
		const char *end = strstr(list, ", ");

		jsonw_strn(w, NULL, list,
			   end ? (size_t)(end - list) : strlen(list));
		list = end ? end + 2 : NULL;
	}
	jsonw_end(w);
}

static void write_properties(struct jsonw *w, const struct finding *f)
{
	jsonw_object(w, "properties");
	jsonw_str(w, "confidence", finding_confidence_name(f->confidence));
	jsonw_str(w, "quality", unit_quality_name(f->quality));
	if (f->statement)
		jsonw_str(w, "statement", f->statement);
	if (f->harm)
		jsonw_str(w, "harm", f->harm);
	if (f->standing == FINDING_KNOWN && f->reason)
		jsonw_str(w, "reason", f->reason);
	write_words(w, "configs", f->config);
	write_words(w, "engines", f->engine);
	jsonw_end(w);
}

static const char *level_of(const struct finding *f)
{
	if (finding_is_sure(f))
		return "error";
	return f->confidence == CONFIDENCE_LOW ? "note" : "warning";
}

/* What somebody decided is marked: the reader leaves it out, or not. */
static void write_standing(struct sarif_writer *s, const struct finding *f)
{
	struct jsonw *w = &s->w;

	if (f->standing == FINDING_SUPPRESSED) {
		jsonw_array(w, "suppressions");
		jsonw_object(w, NULL);
		jsonw_str(w, "kind", "external");
		jsonw_str(w, "status", "accepted");
		jsonw_str(w, "justification", f->reason);
		jsonw_end(w);
		jsonw_end(w);
	}
	if (s->baseline)
		jsonw_str(w, "baselineState",
			  f->standing == FINDING_KNOWN ? "unchanged" : "new");
}

static void write_result(struct sarif_writer *s, const struct finding *f)
{
	struct jsonw *w = &s->w;

	jsonw_object(w, NULL);
	jsonw_str(w, "ruleId", f->rule->id);
	jsonw_uint(w, "ruleIndex", rule_info_index(f->rule));
	jsonw_str(w, "kind", "fail");
	jsonw_str(w, "level", level_of(f));
	sarif_write_message(w, "message", f->message);
	jsonw_array(w, "locations");
	jsonw_object(w, NULL);
	write_location(s, &f->place, f->function, NULL);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_object(w, "partialFingerprints");
	jsonw_str(w, "dmaliasFindingHash/v1", f->fingerprint);
	jsonw_end(w);
	write_flow(s, f);
	write_standing(s, f);
	write_properties(w, f);
	jsonw_end(w);
}

/*
 * When there are more findings than fit, those that gate go first; the order
 * is kept.
 */
static void write_results(struct sarif_writer *s, const finding_vec *findings,
			  struct sarif_dropped *dropped)
{
	size_t gating = findings_count_gating(findings);
	size_t room[2];

	room[true] = gating < SARIF_MAX_RESULTS ? gating : SARIF_MAX_RESULTS;
	room[false] = SARIF_MAX_RESULTS - room[true];
	jsonw_array(&s->w, "results");
	vec_for_each(findings, f) {
		size_t *left = &room[finding_gates(f)];

		if (!*left) {
			dropped->results++;
			continue;
		}
		--*left;
		dropped->flows += f->steps.n > SARIF_MAX_STEPS;
		write_result(s, f);
	}
	jsonw_end(&s->w);
}

static void write_base(struct jsonw *w, const char *root)
{
	struct strbuf uri = {};

	strbuf_adds(&uri, "file://");
	sarif_add_uri_path(&uri, root ? root : "/");
	if (uri.s[uri.len - 1] != '/')
		strbuf_addc(&uri, '/');
	jsonw_object(w, "originalUriBaseIds");
	jsonw_object(w, "SRCROOT");
	jsonw_str(w, "uri", uri.s);
	jsonw_end(w);
	jsonw_end(w);
	strbuf_deinit(&uri);
}

/* What GitHub takes for the category of an upload ends in a slash. */
static void write_automation(struct jsonw *w, const struct run_summary *s)
{
	const char *slash = s->config ? strrchr(s->config, '/') : NULL;
	const char *config = slash ? slash + 1 : s->config;

	jsonw_object(w, "automationDetails");
	jsonw_strf(w, "id", "dmalias/%s%s%s/", unit_arch_name(s->arch),
		   config ? "-" : "", config ? config : "");
	jsonw_end(w);
}

static void write_run_properties(struct jsonw *w, const struct run_summary *s,
				 const finding_vec *findings)
{
	jsonw_object(w, "properties");
	if (s->release)
		jsonw_str(w, "release", s->release);
	jsonw_str(w, "arch", unit_arch_name(s->arch));
	if (s->config)
		jsonw_str(w, "config", s->config);
	run_summary_counts(s, findings, w);
	jsonw_end(w);
}

void write_sarif(FILE *out, const finding_vec *findings,
		 const struct run_summary *summary)
{
	struct sarif_dropped dropped = {};
	struct sarif_writer s = {
		.columns = columns_create(summary->root),
		.baseline = summary->baseline,
	};

	jsonw_init(&s.w, out);
	jsonw_object(&s.w, NULL);
	jsonw_str(&s.w, "$schema", SCHEMA);
	jsonw_str(&s.w, "version", "2.1.0");
	jsonw_array(&s.w, "runs");
	jsonw_object(&s.w, NULL);
	sarif_write_tool(&s.w);
	write_base(&s.w, summary->root);
	write_automation(&s.w, summary);
	jsonw_str(&s.w, "columnKind", "utf16CodeUnits");
	write_results(&s, findings, &dropped);
	sarif_write_invocations(&s.w, summary, findings, &dropped);
	write_run_properties(&s.w, summary, findings);
	jsonw_end(&s.w);
	jsonw_end(&s.w);
	jsonw_end(&s.w);
	jsonw_finish(&s.w);
	columns_destroy(s.columns);
}
