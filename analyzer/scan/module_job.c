// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/error.h"
#include "base/mem.h"
#include "facts/facts_io.h"
#include "scan/finish.h"
#include "scan/module_job.h"

static struct dm_error *read_part(const struct module_job *job,
				  const struct facts_part *part,
				  struct facts **ret)
{
	autofree void *data = NULL;
	struct dm_error *err = facts_file_read(job->file, part, &data);

	return err ? err : facts_read(data, part->len, ret);
}

static struct facts *unit_facts(const struct module_job *job, uint32_t number,
				struct module_result *ret)
{
	const struct scanned_unit *u = &job->units[number];
	struct facts *facts = NULL;
	struct dm_error *err = u->part.len ?
				       read_part(job, &u->part, &facts) :
				       cache_load(job->cache, &u->key, &facts);

	if (!err)
		return facts;
	vec_push(&ret->lost,
		 ((struct lost_unit){
			 number, xasprintf("its facts are gone since it was "
					   "parsed: %s",
					   err->message)}));
	dm_error_destroy(err);
	return NULL;
}

typedef VEC(uint32_t) number_vec;

/* The units of the module whose facts could be had, as one. */
static struct dm_error *merge_units(const struct module_job *job,
				    struct merged_facts *ret,
				    number_vec *numbers,
				    struct module_result *result)
{
	struct facts_merge *merge = facts_merge_begin(job->name);

	for (size_t i = 0; i < job->n; i++) {
		struct facts *facts = unit_facts(job, job->numbers[i], result);

		if (!facts)
			continue;
		facts_merge_add(merge, facts);
		facts_destroy(facts);
		vec_push(numbers, job->numbers[i]);
	}
	return facts_merge_end(merge, ret);
}

static void take_findings(const struct module_job *job,
			  const struct merged_facts *merged,
			  const number_vec *numbers, flow_finding_vec *v,
			  struct module_result *ret)
{
	struct finish finish = {.root = job->root, .config = job->config};

	vec_for_each(v, ff) {
		uint32_t i = merged_unit_of_func(merged, ff->func);
		const struct scanned_unit *u = &job->units[numbers->v[i]];

		finish_finding(&finish, &ff->finding, u->unit->quality,
			       u->errors);
		vec_push(&ret->findings, ff->finding);
		ff->finding = (struct finding){};
	}
	finish_deinit(&finish);
}

static void analyse(const struct module_job *job,
		    const struct merged_facts *merged,
		    const number_vec *numbers, struct module_result *ret)
{
	struct flow_result result = {};
	struct module module;

	module_init_merged(&module, merged);
	if (job->options->ask) {
		job->options->ask(&module, job->flow, &ret->inspected);
		module_deinit(&module);
		return;
	}
	flow_module(&module, job->flow, &result);
	if (job->options->inspect)
		job->options->inspect(&module, &result, &ret->inspected,
				      job->options->inspect_ctx);
	take_findings(job, merged, numbers, &result.findings, ret);
	ret->stats = result.stats;
	flow_result_deinit(&result);
	module_deinit(&module);
}

void module_job_run(const struct module_job *job, struct module_result *ret)
{
	struct merged_facts merged;
	number_vec numbers = {};
	struct dm_error *err = merge_units(job, &merged, &numbers, ret);

	if (err) {
		ret->failure = xstrdup(err->message);
		dm_error_destroy(err);
	} else {
		analyse(job, &merged, &numbers, ret);
		merged_facts_deinit(&merged);
	}
	vec_deinit(&numbers);
}
