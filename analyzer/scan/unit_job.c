// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
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

static void finish_findings(const struct unit_job *job, flow_finding_vec *v,
			    bool errors)
{
	struct source src = {};

	vec_for_each(v, ff) {
		struct finding *f = &ff->finding;
		const char *text = source_text(&src, job->root, f->place.path);

		f->statement = text ? statement_text(text, &f->place) :
				      xstrdup("");
		f->quality = job->unit->quality;
		/* what the parser did not understand may be what matters */
		if ((f->quality == UNIT_NO_TYPES || errors) &&
		    f->confidence == CONFIDENCE_HIGH)
			f->confidence = CONFIDENCE_MEDIUM;
		f->config = job->config ? xstrdup(job->config) : NULL;
	}
	free(src.path);
	free(src.text);
}

/* What the cache keeps of a front end report, before the first error. */
struct report_note {
	uint32_t errors, functions, incomplete, opaque, pch_used;
};

static void note_counts(const struct report_note *n, struct unit_counts *c)
{
	c->errors = n->errors;
	c->functions = n->functions;
	c->incomplete = n->incomplete;
	c->opaque = n->opaque;
	c->pch_used = n->pch_used;
}

/* The facts of a hit, or NULL when its note is not one of ours. */
static struct facts *take_hit(struct cache_hit *hit, struct unit_result *ret)
{
	struct report_note note;
	struct facts *facts = hit->facts;

	if (hit->note_len < sizeof(note)) {
		facts_destroy(facts);
		facts = NULL;
	} else {
		memcpy(&note, hit->note, sizeof(note));
		note_counts(&note, &ret->counts);
		if (hit->note_len > sizeof(note))
			ret->first_error =
				xstrndup((char *)hit->note + sizeof(note),
					 hit->note_len - sizeof(note));
	}
	free(hit->note);
	return facts;
}

struct file_list {
	VEC(const char *) names;
};

static void keep_facts(const struct unit_job *job, const struct cache_key *key,
		       const struct facts *facts,
		       const struct frontend_report *report,
		       const struct report_note *note, struct timespec started)
{
	struct cache_item item = {.started = started};
	struct file_list files = {};
	struct strbuf text = {};
	struct dm_error *err;
	void *bytes = NULL;

	err = facts_write(facts, &bytes, &item.facts_len);
	if (err) {
		dm_error_destroy(err);
		return;
	}
	for (size_t i = 0; i < report->n_files; i++)
		vec_push(&files.names, report->files[i]);
	for (size_t i = 0; report->pch_used && i < job->n_pch_files; i++)
		vec_push(&files.names, job->pch_files[i]);
	strbuf_add(&text, note, sizeof(*note));
	if (report->first_error)
		strbuf_adds(&text, report->first_error);
	item.files = files.names.v;
	item.n_files = files.names.n;
	item.facts = bytes;
	item.note = text.s;
	item.note_len = text.len;
	cache_store(job->cache, job->unit, key, &item);
	vec_deinit(&files.names);
	strbuf_deinit(&text);
	free(bytes);
}

static struct facts *parse_unit(const struct unit_job *job,
				const struct cache_key *key,
				struct unit_result *ret)
{
	struct frontend_options options = {
		.macros = job->macros,
		.root = job->root,
		.pch = job->pch,
	};
	struct frontend_report report = {};
	struct facts *facts = NULL;
	struct report_note note;
	struct timespec started;
	struct dm_error *err;

	clock_gettime(CLOCK_REALTIME, &started);
	err = frontend_lower(job->unit, &options, &facts, &report);
	if (err) {
		ret->failure = xstrdup(err->message);
		dm_error_destroy(err);
	} else {
		note = (struct report_note){report.errors, report.functions,
					    report.incomplete, report.opaque,
					    report.pch_used};
		note_counts(&note, &ret->counts);
		if (job->cache)
			keep_facts(job, key, facts, &report, &note, started);
		ret->first_error = take_ptr(report.first_error);
	}
	frontend_report_deinit(&report);
	return facts;
}

static struct facts *unit_facts(const struct unit_job *job,
				struct unit_result *ret)
{
	struct cache_options options = {
		.names = job->names,
		.root = job->root,
		.pch = job->pch,
	};
	struct facts *facts = NULL;
	struct cache_hit hit = {};
	struct cache_key key;

	if (!job->cache)
		return parse_unit(job, NULL, ret);
	key = cache_key(job->cache, job->unit, &options);
	if (cache_find(job->cache, job->unit, &key, &hit))
		facts = take_hit(&hit, ret);
	return facts ? facts : parse_unit(job, &key, ret);
}

static struct cache_counts counts_since(const struct cache *cache,
					const struct cache_counts *before)
{
	const struct cache_counts *now = cache_counts(cache);

	return (struct cache_counts){
		.hits = now->hits - before->hits,
		.misses = now->misses - before->misses,
		.stale = now->stale - before->stale,
		.corrupt = now->corrupt - before->corrupt,
		.stored = now->stored - before->stored,
		.unstable = now->unstable - before->unstable,
		.failed = now->failed - before->failed,
		.bytes = now->bytes - before->bytes,
	};
}

void unit_job_run(const struct unit_job *job, struct unit_result *ret)
{
	struct cache_counts before = {};
	struct flow_result result = {};
	struct module module;
	struct facts *facts;

	if (job->cache)
		before = *cache_counts(job->cache);
	facts = unit_facts(job, ret);
	if (job->cache)
		ret->counts.cache = counts_since(job->cache, &before);
	if (!facts)
		return;
	module_init(&module, facts);
	flow_module(&module, job->flow, &result);
	finish_findings(job, &result.findings, ret->counts.errors > 0);
	ret->findings = result.findings;
	ret->evidence = result.evidence;
	result.findings = (flow_finding_vec){};
	result.evidence = (struct evidence){};
	ret->counts.walked = result.stats.walked;
	ret->counts.budgets_hit =
		result.stats.budget_steps + result.stats.budget_states +
		result.stats.budget_objects;
	ret->counts.steps = result.stats.steps;
	flow_result_deinit(&result);
	module_deinit(&module);
	facts_destroy(facts);
}
