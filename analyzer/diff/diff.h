/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_DIFF_H
#define DMALIAS_DIFF_DIFF_H

#include "diff/git.h"
#include "diff/series.h"
#include "scan/scan.h"

struct dm_error;

struct diff_options {
	struct scan_options scan; /* without paths; source.kernel: any name,
				   * as it is the tree of the change */
	const char *dir; /* in the git tree */
	const char *range; /* "A..B", "A...B"; or NULL: */
	const char *mbox; /* a file with patches, "-": standard input */
	const char *base; /* what they apply to; NULL: HEAD */
	bool auto_source; /* as a kernel, when the tree is one */
	bool trust; /* Makefiles of the tree after may be run */
	size_t limit; /* files taken in because of what they include; 0:
		       * DIFF_LIMIT */
};

#define DIFF_LIMIT 300

struct diff_result {
	struct scan_result before, after; /* without findings; the summary
					   * after has the failures of both */
	finding_vec new; /* in the order of the patch */
	finding_vec fixed; /* paths and lines as before */
	finding_vec unchanged; /* on both sides, as it is after */
	size_t unjudged; /* findings after in units that could not be analysed
			  * before: nobody knows whether they are new */
	struct git git;
	struct series series; /* of options.mbox */
	char *from, *to; /* commit; commit or tree */
	size_t changed; /* files */
	size_t over_limit; /* files left out */
	size_t links; /* symbolic links of the change, left out */
	size_t merges, dirty; /* see git.h */
	bool interrupted;
};

/**
 * diff_run() - analyse what a change can affect, before and after it, in a
 * tree of our own in the cache; the user's checkout is not touched.
 * Errors: about the whole run: of git_*(), series_*(), units_find(),
 * scan_run().
 */
struct dm_error *diff_run(const struct diff_options *options,
			  struct diff_result *ret);
void diff_result_deinit(struct diff_result *r);

/* The verdict: new findings that gate, else whether both sides were analysed.
 */
enum dm_exit diff_exit(const struct diff_result *r);

/* Say on @out what was compared, found and not looked at. */
void diff_print_summary(const struct diff_result *r, FILE *out);

/* "fixed: path:line: message [rule]" for each, on @out. */
void diff_print_fixed(const struct diff_result *r, FILE *out);

#endif
