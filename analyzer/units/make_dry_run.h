/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_MAKE_DRY_RUN_H
#define DMALIAS_UNITS_MAKE_DRY_RUN_H

#include <stddef.h>

#include "base/strbuf.h"
#include "units/shell_words.h"

/*
 * Reads the output of "make -n" on a kernel line by line: lines that end in a
 * backslash are joined, and each compiler call is handed on, as are lines that
 * seem to be one and cannot be read. Zero all but the functions and @ctx.
 */
struct make_dry_run {
	/* @file is in @words, relative to the build folder or absolute. */
	void (*call)(const char *file, struct shell_words *words, void *ctx);
	void (*lost)(const char *line, void *ctx);
	void *ctx;
	struct strbuf joined;
	struct shell_words words;
};

void make_dry_run_line(struct make_dry_run *run, const char *s, size_t len);
void make_dry_run_deinit(struct make_dry_run *run);

#endif
