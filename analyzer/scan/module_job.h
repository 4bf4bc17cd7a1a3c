/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_MODULE_JOB_H
#define DMALIAS_SCAN_MODULE_JOB_H

#include "facts/cache.h"
#include "scan/facts_file.h"
#include "scan/module_result.h"
#include "scan/scan.h"
#include "units/unit.h"

/* A unit of a run, and where its facts are once they are made. */
struct scanned_unit {
	const struct unit *unit;
	struct cache_key key; /* of the cache */
	struct facts_part part; /* of the file, when its len is not 0 */
	bool errors; /* it did not compile */
};

struct module_job {
	const char *name;
	const struct scanned_unit *units; /* all of the run */
	const uint32_t *numbers; /* the module's, ascending */
	size_t n;
	const char *root; /* of the tree, or NULL */
	const char *config; /* for findings, or NULL */
	const struct flow_options *flow;
	const struct cache *cache; /* or NULL */
	const struct facts_file *file;
	const struct scan_options *options; /* for inspect() */
};

/*
 * Analyse the units of a module together. Units whose facts are gone are in
 * @ret->lost; the others are analysed. May crash: run it in a child.
 */
void module_job_run(const struct module_job *job, struct module_result *ret);

#endif
