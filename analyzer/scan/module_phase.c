// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/stat.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "units/module_list.h"
#include "scan/run.h"

#define MODULES_PER_CHILD 16

/* Modules on their way through the pool. */
struct phase {
	struct scan *s;
	const struct module_list *modules;
	struct module_list *alone; /* for units of modules that failed; or
				    * NULL: these are they */
	finding_vec *findings; /* of each module */
	struct strbuf *inspected; /* of each module */
	size_t done;
};

static void run_job(size_t n, struct strbuf *bytes, void *ctx)
{
	const struct phase *phase = ctx;
	const struct scan *s = phase->s;
	const struct unit_module *m = &phase->modules->list.v[n];
	autofree struct scanned_unit *units =
		xcalloc(s->units.n, sizeof(*units));
	struct module_result result = {};
	const struct module_job job = {
		.name = m->name,
		.units = units,
		.numbers = m->units.v,
		.n = m->units.n,
		.root = s->ret->units.root,
		.config = s->ret->config,
		.flow = &s->flow,
		.cache = s->cache,
		.file = &s->file,
		.options = s->options,
	};

	for (size_t i = 0; i < s->units.n; i++)
		units[i] = s->units.v[i].scanned;
	module_job_run(&job, &result);
	module_result_write(&result, bytes);
	module_result_deinit(&result);
}

static void fail_unit(struct scan *s, uint32_t number, const char *reason)
{
	struct scan_unit *u = &s->units.v[number];

	if (!u->failure)
		u->failure = xstrdup(reason);
}

/* A module that cannot be analysed: its units alone may, at least. */
static void module_failed(struct phase *phase, const struct unit_module *m,
			  const char *reason)
{
	struct scan *s = phase->s;

	if (!phase->alone || m->units.n == 1) {
		vec_for_each(&m->units, i)
			fail_unit(s, *i, reason);
		return;
	}
	run_summary_split(&s->ret->summary, m->name, reason);
	vec_for_each(&m->units, i)
		module_list_add_alone(phase->alone, s->units.v[*i].scanned.unit,
				      *i);
}

static void count_flow(struct scan *s, const struct flow_stats *f)
{
	size_t *budgets = s->ret->summary.budgets;

	s->ret->stats.walked += f->walked;
	s->ret->stats.steps += f->steps;
	budgets[BUDGET_STEPS] += f->budget_steps;
	budgets[BUDGET_STATES] += f->budget_states;
	budgets[BUDGET_OBJECTS] += f->budget_objects;
	budgets[BUDGET_OUTCOMES] += f->budget_outcomes;
}

static void take_result(struct phase *phase, size_t job,
			struct module_result *r)
{
	const struct unit_module *m = &phase->modules->list.v[job];
	struct scan *s = phase->s;

	vec_for_each(&m->units, i)
		s->units.v[*i].analysed = true;
	vec_for_each(&r->lost, lost)
		if (lost->unit < s->units.n)
			fail_unit(s, lost->unit, lost->reason);
	phase->findings[job] = r->findings;
	r->findings = (finding_vec){};
	phase->inspected[job] = r->inspected;
	r->inspected = (struct strbuf){};
	count_flow(s, &r->stats);
}

static void job_done(const struct pool_result *r, void *ctx)
{
	struct phase *phase = ctx;
	struct scan *s = phase->s;
	const struct unit_module *m = &phase->modules->list.v[r->job];
	struct module_result result = {};
	struct dm_error *err = NULL;

	progress_show(&s->progress, "analysing", ++phase->done,
		      phase->modules->list.n, m->name);
	scan_note_time(&s->ret->stats.module, m->name, r->ns);
	if (r->fate == POOL_DONE)
		err = module_result_read(r->data, r->len, &result);
	if (r->fate != POOL_DONE)
		module_failed(phase, m, r->failure);
	else if (err || result.failure)
		module_failed(phase, m, err ? err->message : result.failure);
	else
		take_result(phase, r->job, &result);
	dm_error_destroy(err);
	module_result_deinit(&result);
}

/*
 * A file that is in two modules is analysed twice: what the first module says
 * at a place counts.
 */
static void join_findings(struct scan *s, struct strmap *seen,
			  finding_vec *findings, uint32_t module)
{
	vec_for_each(findings, f) {
		autofree char *key = xasprintf("%s %u:%u %s", f->rule->id,
					       f->place.line, f->place.col,
					       f->place.path);
		uint32_t first = module;

		if (!strmap_get(seen, key, &first))
			strmap_put(seen, key, module);
		if (first == module)
			vec_push(&s->ret->findings, *f);
		else
			finding_deinit(f);
	}
	vec_deinit(findings);
}

static struct dm_error *run_pool(struct phase *phase)
{
	const struct module_list *modules = phase->modules;
	const struct pool_work work = {run_job, job_done, phase};
	autofree uint64_t *weights = xcalloc(modules->list.n, sizeof(*weights));
	const struct pool_options options = {
		.jobs = phase->s->options->source.jobs,
		.per_child = MODULES_PER_CHILD,
		.timeout = phase->s->options->timeout,
		.weights = weights,
	};

	for (size_t i = 0; i < modules->list.n; i++)
		vec_for_each(&modules->list.v[i].units, n)
			weights[i] += phase->s->units.v[*n].counts.functions;
	return pool_run(modules->list.n, &work, &options,
			&phase->s->ret->interrupted);
}

static struct dm_error *run_phase(struct phase *phase, struct strmap *seen)
{
	autofree finding_vec *findings =
		xcalloc(phase->modules->list.n, sizeof(*findings));
	autofree struct strbuf *inspected =
		xcalloc(phase->modules->list.n, sizeof(*inspected));
	struct dm_error *err;

	phase->findings = findings;
	phase->inspected = inspected;
	err = run_pool(phase);
	for (size_t i = 0; i < phase->modules->list.n; i++) {
		join_findings(phase->s, seen, &findings[i],
			      phase->alone ? i : UINT32_MAX - i);
		strbuf_add(&phase->s->ret->inspected, strbuf_str(&inspected[i]),
			   inspected[i].len);
		strbuf_deinit(&inspected[i]);
	}
	return err;
}

static struct dm_error *analyse(struct scan *s)
{
	struct module_list modules = {}, alone = {};
	struct phase first = {.s = s, .modules = &modules, .alone = &alone};
	struct phase second = {.s = s, .modules = &alone};
	struct strmap seen = {};
	struct dm_error *err;

	for (size_t i = 0; i < s->units.n; i++)
		if (s->units.v[i].parsed)
			module_list_add(&modules, s->units.v[i].scanned.unit,
					i);
	s->ret->summary.modules = modules.list.n;
	err = run_phase(&first, &seen);
	if (!err && alone.list.n && !s->ret->interrupted)
		err = run_phase(&second, &seen);
	module_list_deinit(&modules);
	module_list_deinit(&alone);
	strmap_deinit(&seen);
	return err;
}

struct dm_error *scan_modules(struct scan *s)
{
	struct scan_time start = scan_now();
	struct dm_error *err;

	progress_begin(&s->progress);
	err = analyse(s);
	progress_clear(&s->progress);
	findings_finish(&s->ret->findings);
	s->ret->stats.analysis = scan_since(start);
	return err;
}
