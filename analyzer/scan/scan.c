// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "flow/rule.h"
#include "scan/run.h"

static double seconds_of(struct timeval t)
{
	return t.tv_sec + t.tv_usec / 1e6;
}

static double cpu_of(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return seconds_of(u.ru_utime) + seconds_of(u.ru_stime);
}

struct scan_time scan_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct scan_time){t.tv_sec + t.tv_nsec / 1e9,
				  cpu_of(RUSAGE_SELF) +
					  cpu_of(RUSAGE_CHILDREN)};
}

struct scan_time scan_since(struct scan_time start)
{
	struct scan_time now = scan_now();

	return (struct scan_time){now.wall - start.wall, now.cpu - start.cpu};
}

void scan_note_time(struct scan_slowest *slowest, const char *name, uint64_t ns)
{
	if (ns / 1e9 <= slowest->seconds)
		return;
	free(slowest->name);
	slowest->name = xstrdup(name);
	slowest->seconds = ns / 1e9;
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

const char *scan_relative(const struct scan *s, const char *file)
{
	const char *root = s->ret->units.root;
	const char *below = root ? path_below(root, file) : NULL;

	return below ? below : file;
}

static struct dm_error *prefilter(struct scan *s)
{
	struct units *units = &s->ret->units;
	struct strmap names = {}, beside = {};
	autofree bool *matter = NULL;
	struct dm_error *err = NULL;

	if (!s->options->no_prefilter) {
		model_key_names(s->model, &names);
		model_beside_names(s->model, &beside);
		err = units_prefilter(units, &names, &beside, &matter);
		strmap_deinit(&names);
		strmap_deinit(&beside);
	}
	if (err)
		return err;
	for (size_t i = 0; i < units->list.n; i++) {
		if (!matter || matter[i])
			vec_add(&s->units)->scanned.unit = &units->list.v[i];
		else
			s->ret->summary.units_skipped++;
	}
	return NULL;
}

static struct dm_error *list_units(const struct scan_options *o,
				   struct units *ret)
{
	if (!o->units)
		return units_find(&o->source, ret);
	*ret = *o->units;
	*o->units = (struct units){};
	return NULL;
}

static struct dm_error *find_units(struct scan *s)
{
	struct scan_result *ret = s->ret;
	struct scan_time start = scan_now();
	struct dm_error *err = list_units(s->options, &ret->units);

	if (err)
		return err;
	if (!ret->units.root)
		ret->units.root = path_normalize(
			NULL, s->options->root ? s->options->root : ".");
	if (!ret->units.release && s->options->release)
		ret->units.release = xstrdup(s->options->release);
	ret->summary.units_found = ret->units.list.n;
	vec_for_each(&ret->units.skips, skip) {
		if (!skip->lost)
			continue;
		ret->summary.units_found++;
		run_summary_fail(&ret->summary, scan_relative(s, skip->file),
				 skip->why);
	}
	err = prefilter(s);
	ret->stats.finding = scan_since(start);
	return err;
}

/* Headers are a matter of speed: without the cache folder it goes on. */
static void prepare_headers(struct scan *s)
{
	const struct units_source *source = &s->options->source;
	struct scan_time start = scan_now();
	struct dm_error *err;
	unit_vec units = {};

	if (s->options->no_pch || !source->cache || s->units.n < 2)
		return;
	vec_for_each(&s->units, it)
		vec_push(&units, *it->scanned.unit);
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
	s->ret->stats.headers = scan_since(start);
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

static void count_unit(struct scan *s, struct scan_unit *u)
{
	const struct unit *unit = u->scanned.unit;
	struct run_summary *sum = &s->ret->summary;

	sum->units_parsed++;
	sum->units_by_quality[unit->quality]++;
	sum->units_with_errors += u->counts.errors > 0;
	sum->functions += u->counts.functions;
	sum->functions_incomplete += u->counts.incomplete;
	sum->opaque_expressions += u->counts.opaque;
	s->ret->stats.pch_used += u->counts.pch_used;
	if (u->counts.errors && unit->quality == UNIT_TRUE_FLAGS)
		run_summary_surprise(sum, scan_relative(s, unit->file),
				     u->first_error ? u->first_error :
						      "unknown error");
}

/* A unit that failed in one of its modules failed. */
static void count_units(struct scan *s)
{
	vec_for_each(&s->units, u) {
		const char *file = scan_relative(s, u->scanned.unit->file);

		if (u->failure)
			run_summary_fail(&s->ret->summary, file, u->failure);
		else if (u->analysed)
			count_unit(s, u);
	}
}

static void describe(struct scan *s)
{
	const struct units *units = &s->ret->units;
	struct run_summary *sum = &s->ret->summary;

	sum->root = units->root;
	sum->release = units->release;
	sum->arch = units->arch;
	sum->engines = "flow";
	sum->rules = s->options->rules;
	sum->n_rules = s->options->n_rules;
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

/* The folder of arch/ whose boards the units are for; NULL: all. */
static const char *arch_of_trees(enum unit_arch arch)
{
	switch (arch) {
	case ARCH_ARM64:
		return "arm64";
	case ARCH_ARM:
		return "arm";
	default:
		return NULL;
	}
}

static void count_trees(struct scan *s)
{
	struct run_summary *sum = &s->ret->summary;

	sum->trees_read = s->devicetree.trees.n;
	vec_for_each(&s->devicetree.failures, f)
		run_summary_lose_tree(sum, f->file, f->why);
}

/*
 * The trees that were asked for have to be there; those of a kernel tree help
 * where they can be read.
 */
static struct dm_error *read_trees(struct scan *s)
{
	const struct scan_options *o = s->options;
	const char *arch = arch_of_trees(s->ret->units.arch);
	struct devicetree_options options = {
		.root = o->device_trees || o->units ? o->device_trees :
						      o->source.kernel,
		.jobs = o->source.jobs,
	};
	struct scan_time start = scan_now();
	struct dm_error *err;

	if (!options.root || (!o->device_trees && !arch))
		return NULL;
	options.arch = o->device_trees ? NULL : arch;
	err = devicetree_read(&options, &s->devicetree, &s->ret->interrupted);
	if (err && !o->device_trees) {
		dm_warn("%s; going on without", err->message);
		dm_error_destroy(err);
		return NULL;
	}
	if (err)
		return err;
	devicetree_name_from(&s->devicetree, s->ret->units.root);
	s->flow.devicetree = &s->devicetree;
	count_trees(s);
	s->ret->stats.trees = scan_since(start);
	return NULL;
}

static struct dm_error *run(struct scan *s)
{
	const struct scan_options *o = s->options;
	struct dm_error *err = choose_rules(s);

	if (!err)
		err = model_load(o->model_dir, o->models, o->n_models,
				 &s->model);
	if (err)
		return err;
	/* what is added are functions: no name for the front end to keep */
	model_names(s->model, &s->macros);
	model_add(s->model, o->rows, o->n_rows);
	err = find_units(s);
	if (err)
		return err;
	describe(s);
	err = read_trees(s);
	if (err || s->ret->interrupted)
		return err;
	prepare_headers(s);
	open_cache(s);
	err = scan_parse(s);
	if (!err && !s->ret->interrupted && !o->facts_only)
		err = scan_modules(s);
	end_cache(s);
	count_units(s);
	return err;
}

struct dm_error *scan_run(const struct scan_options *options,
			  struct scan_result *ret)
{
	struct scan s = {
		.options = options, .ret = ret, .file = FACTS_FILE_EMPTY};
	struct scan_time start = scan_now();
	struct dm_error *err = run(&s);

	ret->summary.seconds = scan_since(start).wall;
	vec_for_each(&s.units, u) {
		free(u->first_error);
		free(u->failure);
	}
	vec_deinit(&s.units);
	facts_file_close(&s.file);
	devicetree_deinit(&s.devicetree);
	pch_set_destroy(s.pch);
	strmap_deinit(&s.macros);
	model_destroy(s.model);
	free(s.enabled);
	return err;
}

void scan_result_deinit(struct scan_result *r)
{
	finding_vec_deinit(&r->findings);
	free(r->stats.unit.name);
	free(r->stats.module.name);
	strbuf_deinit(&r->inspected);
	run_summary_deinit(&r->summary);
	units_deinit(&r->units);
	free(r->config);
}
