/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_AUDIT_H
#define DMALIAS_AUDIT_AUDIT_H

#include "audit/inventory.h"
#include "scan/scan.h"

struct audit_options {
	const char *path; /* the tree */
	const char *legacy_dir; /* rules/legacy: kinds.yaml, calls.cocci */
	struct scan_options scan; /* model, cache, jobs, timeout; its source is
				   * filled in */
	void (*say)(const char *what); /* what goes on; may be NULL */
};

/* How often something stands in the tree. */
struct audit_count {
	const char *name; /* of a function */
	const struct model_row *row;
	size_t calls, files;
};

typedef VEC(struct audit_count) audit_count_vec;

/* Calls by their text, and who read them. */
struct audit_coverage {
	size_t files; /* sources that name anything */
	size_t named; /* calls by their text */
	size_t parsed; /* ... that libclang read */
	size_t by_spatch; /* ... that only spatch read */
	size_t to_spatch; /* files that spatch was asked to read */
	char *no_spatch; /* why it was not run, or NULL */
	VEC(char *) unread; /* "file:line: name": calls that nobody read */
};

struct audit_result {
	struct audit_tree tree;
	struct carveout_kinds *kinds;
	struct audit_model model;
	audit_file_vec files;
	audit_call_vec calls;
	struct macros macros;
	struct scan_result scan; /* its findings have those of the audit */
	struct inventory inventory;
	audit_count_vec census; /* sorted by role, then calls */
	struct audit_coverage coverage;
	struct devicetree dt;
	bool has_dt; /* it was read */
	char *no_dt; /* why not, or NULL */
	bool interrupted;
};

/**
 * audit_run() - make the inventory of a tree that nobody configured.
 *
 * Nothing of the tree is executed, and nothing is written to it. What could
 * not be read is in the result: an error is about the whole tree.
 *
 * @ret: zeroed by the caller, for audit_result_deinit()
 * Errors: DM_ERR_USAGE when the path is no folder with C files; DM_ERR_IO;
 * DM_ERR_INPUT for a model or a kind that is wrong.
 */
struct dm_error *audit_run(struct audit_options *options,
			   struct audit_result *ret);
void audit_result_deinit(struct audit_result *r);

/* Whether everything was read that could be: else the exit code says so. */
bool audit_complete(const struct audit_result *r);

/* coverage.c: which calls were read by whom. Before spatch: the files it has
 * to read, as indices into @files; the caller frees them. */
size_t *coverage_rest(const audit_file_vec *files, const audit_call_vec *calls,
		      size_t *n);
void coverage_count(const audit_file_vec *files, const audit_call_vec *calls,
		    struct audit_coverage *ret);

/* census.c */
void census_make(const audit_call_vec *calls, audit_count_vec *ret);

#endif
