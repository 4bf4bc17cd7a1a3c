/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_INFER_INFER_H
#define DMALIAS_INFER_INFER_H

#include "infer/answer.h"
#include "scan/scan.h"

/* Wrappers of wrappers of wrappers in other modules: what is deeper is not
 * found, and that is said. */
#define INFER_ROUNDS 4

struct infer_result {
	struct answer all; /* proposals sorted by function, file and line */
	bool cut; /* the last round still found some */
	struct scan_result scan; /* of the last round: what was analysed */
};

/**
 * infer_run() - find the wrappers of all modules of a source.
 * A wrapper that other modules can call is modelled in the next round.
 * @options: what to analyse; @ask and @rows of it are set here
 * Errors: as scan_run(). @ret is zeroed by the caller.
 */
struct dm_error *infer_run(struct scan_options *options,
			   struct infer_result *ret);
void infer_result_deinit(struct infer_result *r);

/*
 * Print a model file: the rows that other modules can use, or, with @internal,
 * those of static functions too. What is no row is said in comments.
 * @model: what pairs may name besides
 */
void infer_print(const struct infer_result *r, const struct model *model,
		 bool internal, FILE *out);

/* Print the calls that are not modelled, as lines of text, @prefix before. */
void infer_print_unmodelled(const struct infer_result *r, const char *prefix,
			    FILE *out);

#endif
