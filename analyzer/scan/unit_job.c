// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "frontend/frontend.h"
#include "scan/unit_job.h"

#define SOURCE_LIMIT (64u << 20)

/* The last source file that a statement was taken from. */
struct source {
	char *path;
	char *text;
};

static const char *source_text(struct source *src, const char *root,
			       const char *path)
{
	autofree char *full = path_normalize(root, path);
	struct dm_error *err;

	if (src->path && !strcmp(src->path, full))
		return src->text;
	free(src->path);
	free(src->text);
	src->path = take_ptr(full);
	src->text = NULL;
	err = file_read(src->path, SOURCE_LIMIT, &src->text, NULL);
	dm_error_destroy(err);
	return src->text;
}

/* The text of a place: what a fingerprint holds on to. */
static char *statement_text(const char *text, const struct finding_place *p)
{
	unsigned int line = 1;
	const char *s = text, *start, *end;

	while (s && line < p->line) {
		s = strchr(s, '\n');
		s = s ? s + 1 : NULL;
		line++;
	}
	if (!s)
		return xstrdup("");
	start = s;
	end = start;
	for (; line < p->end_line && *end; end++)
		if (*end == '\n')
			line++;
	end = strchrnul(end, '\n');
	while (start < end && isspace((unsigned char)*start))
		start++;
	return xstrndup(start, end - start);
}

static void finish_findings(const struct unit_job *job, flow_finding_vec *v)
{
	struct source src = {};

	vec_for_each(v, ff) {
		struct finding *f = &ff->finding;
		const char *text = source_text(&src, job->root, f->place.path);

		f->statement = text ? statement_text(text, &f->place) :
				      xstrdup("");
		f->quality = job->unit->quality;
		f->config = job->config ? xstrdup(job->config) : NULL;
	}
	free(src.path);
	free(src.text);
}

void unit_job_run(const struct unit_job *job, struct unit_result *ret)
{
	struct frontend_options options = {
		.macros = job->macros,
		.root = job->root,
		.pch = job->pch,
	};
	struct frontend_report report = {};
	struct flow_stats stats = {};
	struct facts *facts = NULL;
	struct dm_error *err;

	err = frontend_lower(job->unit, &options, &facts, &report);
	if (err) {
		ret->failure = xstrdup(err->message);
		dm_error_destroy(err);
		frontend_report_deinit(&report);
		return;
	}
	flow_unit(facts, job->flow, &ret->findings, &ret->evidence, &stats);
	finish_findings(job, &ret->findings);
	ret->counts = (struct unit_counts){
		.errors = report.errors,
		.functions = report.functions,
		.incomplete = report.incomplete,
		.opaque = report.opaque,
		.walked = stats.walked,
		.budgets_hit = stats.budget_steps + stats.budget_states,
		.pch_used = report.pch_used,
		.steps = stats.steps,
	};
	ret->first_error = take_ptr(report.first_error);
	frontend_report_deinit(&report);
	facts_destroy(facts);
}
