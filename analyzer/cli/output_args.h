/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_OUTPUT_ARGS_H
#define DMALIAS_CLI_OUTPUT_ARGS_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/vec.h"
#include "findings/format/formats.h"

/* A form, and where it goes. */
struct output {
	const struct format *format;
	const char *path; /* "-": standard output */
	FILE *out;
};

/*
 * The options of commands that print findings: in which form, and what the
 * exit code says. Use output_argp as a child of the command's own options,
 * with a struct output_args as its input.
 */
struct output_args {
	VEC(struct output) outputs;
	enum colour_mode colour;
	bool stats, succeed;
};

extern const struct argp output_argp;

/* Before the run: a file that cannot be written is known at once. */
struct dm_error *output_open(struct output_args *o);

/**
 * output_findings() - write findings in the forms that were asked for.
 * Return: an exit code other than DM_EXIT_CLEAN when they did not get there;
 * what is wrong is printed.
 */
int output_findings(struct output_args *o, const finding_vec *findings,
		    const struct run_summary *summary);

void output_deinit(struct output_args *o);

/* Whether standard output has findings as text. */
bool output_is_text(const struct output_args *o);

/* A command line as it was typed, but for quotes; to be freed. */
char *output_command_line(int argc, char **argv);

#endif
