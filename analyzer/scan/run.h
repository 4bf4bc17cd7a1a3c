/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_RUN_H
#define DMALIAS_SCAN_RUN_H

#include "base/progress.h"
#include "engines/devicetree.h"
#include "flow/flow.h"
#include "frontend/pch.h"
#include "scan/facts_file.h"
#include "scan/module_job.h"
#include "scan/scan.h"
#include "scan/unit_result.h"

/* Where a unit of the run is on its way. */
struct scan_unit {
	struct scanned_unit scanned;
	struct unit_counts counts;
	char *first_error;
	char *failure; /* why it is not analysed, or NULL */
	bool parsed; /* its facts are there */
	bool analysed;
};

/* What the parts of a run share. */
struct scan {
	const struct scan_options *options;
	struct scan_result *ret;
	struct model *model;
	struct strmap macros;
	struct flow_options flow;
	bool *enabled; /* per rule entry */
	struct devicetree devicetree;
	struct pch_set *pch;
	struct cache *cache;
	struct facts_file file;
	uint64_t names; /* hash of the macros */
	VEC(struct scan_unit) units; /* those that can matter */
	struct progress progress;
};

/* A file as people are told of it: relative to the tree. */
const char *scan_relative(const struct scan *s, const char *file);

struct scan_time scan_now(void);
struct scan_time scan_since(struct scan_time start);

/* Note what a job of the pool took. */
void scan_note_time(struct scan_slowest *slowest, const char *name,
		    uint64_t ns);

/* parse_phase.c: have the facts of all units. */
struct dm_error *scan_parse(struct scan *s);

/* module_phase.c: analyse what was parsed, module by module; findings go to
 * the result. */
struct dm_error *scan_modules(struct scan *s);

#endif
