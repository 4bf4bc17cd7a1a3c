// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/strbuf.h"
#include "flow/rule.h"
#include "frontend/pch.h"
#include "scan/scan.h"
#include "scan/unit_job.h"

/* Children are kept for some units: a fork costs as much as a small unit. */
#define UNITS_PER_CHILD 16

/* What a unit said, until the units of its driver have all spoken. */
struct held {
	const struct unit *unit;
	struct unit_result result;
};

struct scan {
	const struct scan_options *options;
	struct scan_result *ret;
	struct model *model;
	struct strmap macros;
	struct flow_options flow;
	bool *enabled; /* per rule entry */
	struct pch_set *pch;
	struct cache *cache;
	uint64_t names; /* hash of the macros */
	VEC(const struct unit *) todo;
	VEC(struct held) held;
	struct progress progress;
	size_t done;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static struct dm_error *choose_rules(struct scan *s)
{
	const struct scan_options *o = s->options;

	s->enabled = xcalloc(n_rule_entries, sizeof(*s->enabled));
	for (size_t i = 0; i < n_rule_entries; i++)
		s->enabled[i] = !o->n_rules;
	for (size_t r = 0; r < o->n_rules; r++) {
		if (!rule_info_find(o->rules[r]))
			return dm_error(DM_ERR_USAGE,
					"no rule '%s'; see dmalias rules",
					o->rules[r]);
		for (size_t i = 0; i < n_rule_entries; i++)
			if (!strcmp(rule_entries[i].info->id, o->rules[r]))
				s->enabled[i] = true;
	}
	return NULL;
}

static const char *relative(const struct scan *s, const char *file)
{
	const char *root = s->ret->units.root;
	const char *below = root ? path_below(root, file) : NULL;

	return below ? below : file;
}

static struct dm_error *prefilter(struct scan *s)
{
	struct units *units = &s->ret->units;
	struct strmap names = {};
	autofree bool *matter = NULL;
	struct dm_error *err = NULL;

	if (!s->options->no_prefilter) {
		model_key_names(s->model, &names);
		err = units_prefilter(units, &names, &matter);
		strmap_deinit(&names);
	}
	if (err)
		return err;
	for (size_t i = 0; i < units->list.n; i++) {
		if (!matter || matter[i])
			vec_push(&s->todo, &units->list.v[i]);
		else
			s->ret->summary.units_skipped++;
	}
	return NULL;
}

static struct dm_error *find_units(struct scan *s)
{
	struct scan_result *ret = s->ret;
	double start = now();
	struct dm_error *err = units_find(&s->options->source, &ret->units);

	if (err)
		return err;
	if (!ret->units.root)
		ret->units.root = path_normalize(NULL, ".");
	ret->summary.units_found = ret->units.list.n;
	vec_for_each(&ret->units.skips, skip) {
		if (!skip->lost)
			continue;
		ret->summary.units_found++;
		run_summary_fail(&ret->summary, relative(s, skip->file),
				 skip->why);
	}
	err = prefilter(s);
	ret->stats.seconds_units = now() - start;
	return err;
}

/* Headers are a matter of speed: without the cache folder it goes on. */
static void prepare_headers(struct scan *s)
{
	const struct units_source *source = &s->options->source;
	double start = now();
	struct dm_error *err;
	unit_vec units = {};

	if (s->options->no_pch || !source->cache || s->todo.n < 2)
		return;
	vec_for_each(&s->todo, it)
		vec_push(&units, **it);
	err = pch_prepare(&units, source->cache, source->jobs, &s->pch);
	vec_deinit(&units); /* copies: the strings stay with their owner */
	if (err)
		dm_warn("%s; going on without precompiled headers",
			err->message);
	else if (pch_n_failed(s->pch))
		dm_warn("%zu precompiled headers could not be made in '%s' "
			"(is there space?); their units take longer",
			pch_n_failed(s->pch), source->cache);
	dm_error_destroy(err);
	s->ret->stats.seconds_pch = now() - start;
}

static void open_cache(struct scan *s)
{
	const char *dir = s->options->source.cache;
	autofree char *facts = NULL;

	if (s->options->no_cache || !dir)
		return;
	facts = xasprintf("%s/facts", dir);
	s->cache = cache_open(facts, 0);
	s->names = cache_hash_names(&s->macros);
}

static void end_cache(struct scan *s)
{
	autofree char *complaint = NULL;

	if (!s->cache)
		return;
	complaint = cache_complaint(s->cache);
	if (complaint)
		dm_warn("%s", complaint);
	s->ret->stats.cache = *cache_counts(s->cache);
	cache_close(s->cache);
}

static void run_job(size_t n, struct strbuf *bytes, void *ctx)
{
	struct scan *s = ctx;
	const struct unit *unit = s->todo.v[n];
	struct unit_result result = {};
	struct unit_job job = {
		.unit = unit,
		.root = s->ret->units.root,
		.pch = s->pch ? pch_for_unit(s->pch, unit) : NULL,
		.config = s->ret->config,
		.macros = &s->macros,
		.flow = &s->flow,
		.cache = s->cache,
		.names = s->names,
	};

	if (s->pch)
		job.pch_files = pch_files(s->pch, unit, &job.n_pch_files);

	unit_job_run(&job, &result);
	unit_result_write(&result, bytes);
	unit_result_deinit(&result);
}

static void count_unit(struct scan *s, const struct unit *unit,
		       const struct unit_counts *c)
{
	struct run_summary *sum = &s->ret->summary;
	struct scan_stats *stats = &s->ret->stats;

	sum->units_parsed++;
	sum->units_by_quality[unit->quality]++;
	sum->units_with_errors += c->errors > 0;
	sum->functions += c->functions;
	sum->functions_incomplete += c->incomplete;
	sum->opaque_expressions += c->opaque;
	sum->budgets_hit += c->budgets_hit;
	stats->pch_used += c->pch_used;
	stats->walked += c->walked;
	stats->steps += c->steps;
}

static void job_done(const struct pool_result *r, void *ctx)
{
	struct scan *s = ctx;
	const struct unit *unit = s->todo.v[r->job];
	const char *file = relative(s, unit->file);
	struct unit_result result = {};
	struct dm_error *err = NULL;

	s->done++;
	progress_show(&s->progress, "analysing", s->done, s->todo.n, file);
	if (r->fate == POOL_DONE)
		err = unit_result_read(r->data, r->len, &result);
	if (r->fate != POOL_DONE || err || result.failure) {
		run_summary_fail(&s->ret->summary, file,
				 r->fate != POOL_DONE ? r->failure :
				 err		      ? err->message :
							result.failure);
		dm_error_destroy(err);
		unit_result_deinit(&result);
		return;
	}
	count_unit(s, unit, &result.counts);
	if (result.counts.errors && unit->quality == UNIT_TRUE_FLAGS)
		run_summary_surprise(&s->ret->summary, file,
				     result.first_error ? result.first_error :
							  "unknown error");
	if (s->cache)
		cache_add_counts(s->cache, &result.counts.cache);
	vec_push(&s->held, (struct held){unit, result});
}

static struct dm_error *analyse(struct scan *s)
{
	const struct pool_work work = {run_job, job_done, s};
	autofree uint64_t *weights = xcalloc(s->todo.n, sizeof(*weights));
	struct pool_options options = {
		.jobs = s->options->source.jobs,
		.per_child = UNITS_PER_CHILD,
		.timeout = s->options->timeout,
		.weights = weights,
	};
	double start = now();
	struct dm_error *err;

	for (size_t i = 0; i < s->todo.n; i++) {
		struct stat st;

		weights[i] = stat(s->todo.v[i]->file, &st) ? 1 : st.st_size;
	}
	progress_begin(&s->progress);
	err = pool_run(s->todo.n, &work, &options, &s->ret->interrupted);
	progress_clear(&s->progress);
	s->ret->stats.seconds_analysis = now() - start;
	return err;
}

static size_t folder_len(const struct held *h)
{
	return strrchr(h->unit->file, '/') - h->unit->file;
}

static int compare_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	size_t nx = folder_len(x), ny = folder_len(y);
	int order = strncmp(x->unit->file, y->unit->file, nx < ny ? nx : ny);

	if (order)
		return order;
	return nx != ny ? (nx > ny) - (nx < ny) :
			  strcmp(x->unit->file, y->unit->file);
}

static bool same_folder(const struct held *x, const struct held *y)
{
	return folder_len(x) == folder_len(y) &&
	       !strncmp(x->unit->file, y->unit->file, folder_len(x));
}

/* Keep the findings of a driver that its units give no evidence against. */
static void judge_driver(struct scan *s, struct held *first, size_t n)
{
	struct evidence all = {};

	for (size_t i = 0; i < n; i++)
		evidence_merge(&all, &first[i].result.evidence);
	for (size_t i = 0; i < n; i++) {
		flow_finding_vec *v = &first[i].result.findings;

		vec_for_each(v, ff) {
			if (evidence_any(&all, &ff->unless))
				continue;
			vec_push(&s->ret->findings, ff->finding);
			ff->finding = (struct finding){};
		}
	}
	evidence_deinit(&all);
}

static void judge(struct scan *s)
{
	size_t n;

	if (s->held.n)
		qsort(s->held.v, s->held.n, sizeof(*s->held.v), compare_held);
	for (size_t i = 0; i < s->held.n; i += n) {
		n = 1;
		while (i + n < s->held.n &&
		       same_folder(&s->held.v[i], &s->held.v[i + n]))
			n++;
		judge_driver(s, &s->held.v[i], n);
	}
	findings_finish(&s->ret->findings);
}

static void describe(struct scan *s)
{
	const struct units *units = &s->ret->units;
	struct run_summary *sum = &s->ret->summary;

	sum->root = units->root;
	sum->release = units->release;
	sum->arch = units->arch;
	sum->engines = "flow";
	if (s->options->source.kernel) {
		sum->config = s->options->source.config ?
				      s->options->source.config :
				      "allmodconfig";
		s->ret->config = xasprintf("%s %s", unit_arch_name(units->arch),
					   sum->config);
	}
	s->flow = (struct flow_options){
		.model = s->model,
		.context.arch = units->arch,
		.enabled = s->enabled,
	};
	if (units->release)
		model_version_parse(units->release, &s->flow.context.version);
}

static struct dm_error *run(struct scan *s)
{
	const struct scan_options *o = s->options;
	struct dm_error *err = choose_rules(s);

	if (!err)
		err = model_load(o->model_dir, o->models, o->n_models,
				 &s->model);
	if (!err)
		err = find_units(s);
	if (err)
		return err;
	model_names(s->model, &s->macros);
	describe(s);
	prepare_headers(s);
	open_cache(s);
	err = analyse(s);
	end_cache(s);
	if (!err)
		judge(s);
	return err;
}

struct dm_error *scan_run(const struct scan_options *options,
			  struct scan_result *ret)
{
	struct scan s = {.options = options, .ret = ret};
	double start = now();
	struct dm_error *err = run(&s);

	ret->summary.seconds = now() - start;
	vec_for_each(&s.held, h)
		unit_result_deinit(&h->result);
	vec_deinit(&s.held);
	vec_deinit(&s.todo);
	pch_set_destroy(s.pch);
	strmap_deinit(&s.macros);
	model_destroy(s.model);
	free(s.enabled);
	return err;
}

void scan_result_deinit(struct scan_result *r)
{
	finding_vec_deinit(&r->findings);
	run_summary_deinit(&r->summary);
	units_deinit(&r->units);
	free(r->config);
}
