// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "base/error.h"
#include "cli/output_args.h"
#include "cli/scan_print.h"
#include "scan/scan.h"

static void print_time(const char *what, const struct scan_time *t)
{
	fprintf(stderr, "stats: %s %.1f s (%.1f s of processors)\n", what,
		t->wall, t->cpu);
}

static void print_slowest(const char *what, const struct scan_slowest *s)
{
	if (s->name)
		fprintf(stderr, "stats: slowest %s %.1f s: %s\n", what,
			s->seconds, s->name);
}

static void print_times(const struct scan_stats *st)
{
	print_time("finding units", &st->finding);
	print_time("device trees", &st->trees);
	print_time("precompiled headers", &st->headers);
	print_time("parsing", &st->parsing);
	print_time("analysis", &st->analysis);
	print_slowest("unit", &st->unit);
	print_slowest("module", &st->module);
}

static void print_stats(const struct scan_result *r)
{
	const struct scan_stats *st = &r->stats;
	const size_t *budgets = r->summary.budgets;

	print_times(st);
	fprintf(stderr,
		"stats: %zu modules, %zu of them unit by unit\n"
		"stats: %zu units with a precompiled header\n"
		"stats: facts of %llu units from the cache, %llu stored\n"
		"stats: %zu functions walked in %llu steps\n"
		"stats: cut short by steps %zu, states %zu, objects %zu, "
		"outcomes %zu\n"
		"stats: %zu functions in all, %zu not wholly understood, "
		"%zu expressions opaque\n",
		r->summary.modules, r->summary.splits.n, st->pch_used,
		(unsigned long long)st->cache.hits,
		(unsigned long long)st->cache.stored, st->walked,
		(unsigned long long)st->steps, budgets[BUDGET_STEPS],
		budgets[BUDGET_STATES], budgets[BUDGET_OBJECTS],
		budgets[BUDGET_OUTCOMES], r->summary.functions,
		r->summary.functions_incomplete, r->summary.opaque_expressions);
}

int scan_print(struct output_args *output, const struct scan_result *r)
{
	int code = output_findings(output, &r->findings, &r->summary);

	run_summary_print(&r->summary, &r->findings, stderr);
	if (output->stats)
		print_stats(r);
	if (code)
		return code;
	if (r->interrupted)
		return DM_EXIT_INCOMPLETE;
	return output->succeed ?
		       DM_EXIT_CLEAN :
		       (int)run_summary_exit(&r->summary, &r->findings);
}
