// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "frontend/frontend.h"
#include "scan/unit_job.h"

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

/* False when the note is not one of ours. */
static bool take_note(const struct cache_hit *hit, struct unit_result *ret)
{
	struct report_note note;

	if (hit->note_len < sizeof(note))
		return false;
	memcpy(&note, hit->note, sizeof(note));
	note_counts(&note, &ret->counts);
	if (hit->note_len > sizeof(note))
		ret->first_error = xstrndup((char *)hit->note + sizeof(note),
					    hit->note_len - sizeof(note));
	return true;
}

struct file_list {
	VEC(const char *) names;
};

/* Whether the cache has taken the facts. */
static bool cache_facts(const struct unit_job *job,
			const struct unit_result *result,
			const struct frontend_report *report,
			const struct report_note *note, struct timespec started)
{
	struct cache_item item = {.started = started,
				  .facts = result->facts,
				  .facts_len = result->facts_len};
	struct file_list files = {};
	struct strbuf text = {};
	bool stored;

	for (size_t i = 0; i < report->n_files; i++)
		vec_push(&files.names, report->files[i]);
	for (size_t i = 0; report->pch_used && i < job->n_pch_files; i++)
		vec_push(&files.names, job->pch_files[i]);
	strbuf_add(&text, note, sizeof(*note));
	if (report->first_error)
		strbuf_adds(&text, report->first_error);
	item.files = files.names.v;
	item.n_files = files.names.n;
	item.note = text.s;
	item.note_len = text.len;
	stored = cache_store(job->cache, job->unit, &result->counts.key, &item);
	vec_deinit(&files.names);
	strbuf_deinit(&text);
	return stored;
}

/* The facts go to the cache, or else into the result. */
static struct dm_error *keep_facts(const struct unit_job *job,
				   const struct facts *facts,
				   const struct frontend_report *report,
				   struct timespec started,
				   struct unit_result *ret)
{
	const struct report_note note = {report->errors, report->functions,
					 report->incomplete, report->opaque,
					 report->pch_used};
	struct dm_error *err;
	size_t len;

	note_counts(&note, &ret->counts);
	err = facts_write(facts, &ret->facts, &len);
	if (err)
		return err;
	ret->facts_len = len;
	if (!job->cache || !cache_facts(job, ret, report, &note, started))
		return NULL;
	ret->counts.cached = true;
	free(take_ptr(ret->facts));
	ret->facts_len = 0;
	return NULL;
}

static void parse_unit(const struct unit_job *job, struct unit_result *ret)
{
	struct frontend_options options = {
		.macros = job->macros,
		.root = job->root,
		.pch = job->pch,
	};
	struct frontend_report report = {};
	struct facts *facts = NULL;
	struct timespec started;
	struct dm_error *err;

	clock_gettime(CLOCK_REALTIME, &started);
	err = frontend_lower(job->unit, &options, &facts, &report);
	if (!err)
		err = keep_facts(job, facts, &report, started, ret);
	if (err)
		ret->failure = xstrdup(err->message);
	else
		ret->first_error = take_ptr(report.first_error);
	dm_error_destroy(err);
	facts_destroy(facts);
	frontend_report_deinit(&report);
}

/* Whether the cache has the facts. */
static bool find_cached(const struct unit_job *job, struct unit_result *ret)
{
	struct cache_hit hit = {};
	bool found = cache_find(job->cache, job->unit, &ret->counts.key, &hit);

	ret->counts.cached = found && take_note(&hit, ret);
	free(hit.note);
	return ret->counts.cached;
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
	struct cache_options options = {
		.names = job->names,
		.root = job->root,
		.pch = job->pch,
	};
	struct cache_counts before;

	if (!job->cache) {
		parse_unit(job, ret);
		return;
	}
	before = *cache_counts(job->cache);
	ret->counts.key = cache_key(job->cache, job->unit, &options);
	if (!find_cached(job, ret))
		parse_unit(job, ret);
	ret->counts.cache = counts_since(job->cache, &before);
}
