/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_UNIT_JOB_H
#define DMALIAS_SCAN_UNIT_JOB_H

#include "base/map.h"
#include "scan/unit_result.h"
#include "units/unit.h"

struct unit_job {
	const struct unit *unit;
	const char *root; /* of the tree, or NULL */
	const char *pch; /* or NULL */
	const struct strmap *macros;
	struct cache *cache; /* or NULL */
	uint64_t names; /* cache_hash_names() of @macros */
	const char *const *pch_files;
	size_t n_pch_files;
};

/*
 * Have the facts of one unit: the cache has them, or takes them, or they are
 * in the result. May crash: run it in a child.
 */
void unit_job_run(const struct unit_job *job, struct unit_result *ret);

#endif
