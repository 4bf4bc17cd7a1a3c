/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_REVIEW_ARGS_H
#define DMALIAS_CLI_REVIEW_ARGS_H

#include <argp.h>

#include "base/vec.h"
#include "findings/baseline.h"
#include "findings/suppression.h"
#include "scan/scan.h"

/*
 * The options that say what findings are held against. Use review_argp as a
 * child of the command's own options, with a zeroed struct review_args as its
 * input.
 */
struct review_args {
	const char *baseline_path; /* or NULL */
	struct baseline baseline;
	path_rename_vec renames;
	VEC(const char *) suppress; /* files */
	VEC(struct suppressions) suppressions;
};

extern const struct argp review_argp;

/* Before the run, so that what is wrong in the files is known at once. */
struct dm_error *review_open(struct review_args *a);

/* Hold the findings of a run against the files; nothing of one that was
 * interrupted, as it did not see all there is. */
void review_findings(struct review_args *a, const struct scan_options *scan,
		     struct scan_result *result);
void review_deinit(struct review_args *a);

#endif
