/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_SOURCE_ARGS_H
#define DMALIAS_CLI_SOURCE_ARGS_H

#include <argp.h>

#include "base/vec.h"
#include "scan/scan.h"

/*
 * The options of commands that analyse units: where they come from and how.
 * Use source_argp as a child of the command's own options, with a struct
 * source_args as its input.
 */
struct source_args {
	struct scan_options *scan;
	VEC(const char *) paths, models;
	bool implied; /* the command knows what to analyse, which may be a
		       * kernel tree without --kernel */
	/* what the defaults of @scan point to */
	char *model_dir, *cache_dir, *stand_in;
};

extern const struct argp source_argp;

/* The options that say how only; a part of the former. */
extern const struct argp how_argp;

/* Fill in the defaults, before the options are parsed. */
void source_args_init(struct source_args *a, struct scan_options *scan);

/* After the options: an error of usage unless there is something to analyse;
 * paths and models go to the options. */
void source_args_end(struct source_args *a, struct argp_state *state);

/* Paths and models go to the options, whatever there is. */
void source_args_take(struct source_args *a);

/* Whether there is anything to analyse: a source of units, or a path. */
bool source_args_given(const struct source_args *a);

/* Tell on stderr what a source is doing: for units_source.progress. */
void source_args_progress(const char *what, void *ctx);
void source_args_deinit(struct source_args *a);

#endif
