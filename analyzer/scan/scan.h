/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_SCAN_H
#define DMALIAS_SCAN_SCAN_H

#include "base/strbuf.h"
#include "facts/cache.h"
#include "findings/finding.h"
#include "findings/summary.h"
#include "model/model.h"
#include "units/units.h"

struct dm_error;
struct flow_options;
struct flow_result;
struct module;

struct scan_options {
	struct units_source source;
	struct units *units; /* known already, and taken over; NULL: find them
			      * in the source */
	const char *model_dir;
	const char *const *models; /* vendors' files */
	size_t n_models;
	const char *const *rules; /* ids; none: all */
	size_t n_rules;
	/* a kernel tree, or folder, whose device trees rules may ask; NULL:
	 * those of source.kernel, where its architecture has some and @units
	 * is NULL */
	const char *device_trees;
	bool no_prefilter;
	bool no_pch;
	bool no_cache; /* of facts */
	bool facts_only; /* parse, so that the cache has the facts: no rules */
	unsigned int timeout; /* seconds for one unit, and for one module; 0:
			       * default */
	/* look at each module when it was analysed, in the child process that
	 * did it; what is appended to @out comes to scan_result.inspected */
	void (*inspect)(const struct module *m, struct flow_result *r,
			struct strbuf *out, void *ctx);
	void *inspect_ctx;
	/* the same, and the module is not analysed: no rules */
	void (*ask)(const struct module *m, const struct flow_options *flow,
		    struct strbuf *out);
	/* of a source that tells neither: bare files of a folder */
	const char *root;
	const char *release;
	const struct model_row *rows; /* functions more, see model_add() */
	size_t n_rows;
};

/* Seconds by the clock, and of processors, children's included. */
struct scan_time {
	double wall, cpu;
};

/* What took longest, by the clock. */
struct scan_slowest {
	char *name; /* or NULL */
	double seconds;
};

/* What a run cost, for --stats. */
struct scan_stats {
	size_t pch_used; /* units parsed with a precompiled header */
	size_t walked; /* functions, again in each module that has them */
	uint64_t steps; /* blocks walked */
	struct cache_counts cache;
	struct scan_time finding; /* the units */
	struct scan_time trees;
	struct scan_time headers;
	struct scan_time parsing;
	struct scan_time analysis; /* of the modules */
	struct scan_slowest unit, module;
};

struct scan_result {
	struct units units; /* owns the strings the summary borrows */
	char *config;
	finding_vec findings; /* finished */
	struct strbuf inspected; /* of all modules, in their order */
	struct run_summary summary;
	struct scan_stats stats;
	bool interrupted;
};

/**
 * scan_run() - find the units, analyse them, join what they say.
 *
 * A unit that fails is in @ret->summary; an error is about the whole run:
 * a model or rule that does not exist, a source that cannot be read.
 */
struct dm_error *scan_run(const struct scan_options *options,
			  struct scan_result *ret);
void scan_result_deinit(struct scan_result *r);

#endif
