// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/stat.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "scan/run.h"
#include "scan/unit_job.h"

/* Children are kept for some units: a fork costs as much as a small unit. */
#define UNITS_PER_CHILD 16

struct phase {
	struct scan *s;
	size_t done;
};

static void run_job(size_t n, struct strbuf *bytes, void *ctx)
{
	const struct scan *s = ((struct phase *)ctx)->s;
	const struct unit *unit = s->units.v[n].scanned.unit;
	struct unit_result result = {};
	struct unit_job job = {
		.unit = unit,
		.root = s->ret->units.root,
		.pch = s->pch ? pch_for_unit(s->pch, unit) : NULL,
		.macros = &s->macros,
		.cache = s->cache,
		.names = s->names,
	};

	if (s->pch)
		job.pch_files = pch_files(s->pch, unit, &job.n_pch_files);
	unit_job_run(&job, &result);
	unit_result_write(&result, bytes);
	unit_result_deinit(&result);
}

/* Facts that are not in the cache go to the file. */
static struct dm_error *take_result(struct scan *s, struct scan_unit *u,
				    struct unit_result *r)
{
	struct dm_error *err = NULL;

	if (s->cache)
		cache_add_counts(s->cache, &r->counts.cache);
	u->counts = r->counts;
	u->scanned.key = r->counts.key;
	u->scanned.errors = r->counts.errors > 0;
	u->first_error = take_ptr(r->first_error);
	u->failure = take_ptr(r->failure);
	if (!u->failure && !r->counts.cached)
		err = facts_file_add(&s->file, r->facts, r->facts_len,
				     &u->scanned.part);
	u->parsed = !u->failure && !err;
	return err;
}

static void job_done(const struct pool_result *r, void *ctx)
{
	struct phase *phase = ctx;
	struct scan *s = phase->s;
	struct scan_unit *u = &s->units.v[r->job];
	const char *file = scan_relative(s, u->scanned.unit->file);
	struct unit_result result = {};
	struct dm_error *err = NULL;

	progress_show(&s->progress, "parsing", ++phase->done, s->units.n, file);
	scan_note_time(&s->ret->stats.unit, file, r->ns);
	if (r->fate != POOL_DONE) {
		u->failure = xstrdup(r->failure);
		return;
	}
	err = unit_result_read(r->data, r->len, &result);
	if (!err)
		err = take_result(s, u, &result);
	if (err)
		u->failure = xstrdup(err->message);
	dm_error_destroy(err);
	unit_result_deinit(&result);
}

struct dm_error *scan_parse(struct scan *s)
{
	struct phase phase = {s, 0};
	const struct pool_work work = {run_job, job_done, &phase};
	autofree uint64_t *weights = xcalloc(s->units.n, sizeof(*weights));
	const struct pool_options options = {
		.jobs = s->options->source.jobs,
		.per_child = UNITS_PER_CHILD,
		.timeout = s->options->timeout,
		.weights = weights,
	};
	struct scan_time start = scan_now();
	struct dm_error *err;

	for (size_t i = 0; i < s->units.n; i++) {
		const char *file = s->units.v[i].scanned.unit->file;
		struct stat st;

		weights[i] = stat(file, &st) ? 1 : st.st_size;
	}
	progress_begin(&s->progress);
	err = pool_run(s->units.n, &work, &options, &s->ret->interrupted);
	progress_clear(&s->progress);
	s->ret->stats.parsing = scan_since(start);
	return err;
}
