/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_SOURCE_SCAN_H
#define DMALIAS_UNITS_SOURCE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

struct word_set;

/* A function or macro whose body names a word that was searched for. */
struct scan_wrapper {
	const char *name; /* in the text */
	size_t len;
	bool is_static; /* a function that other files cannot call */
};

struct scan_include {
	const char *name; /* in the text */
	size_t len;
	bool angled;
};

struct source_scan {
	bool hit; /* a word is named, not in a comment or string */
	bool loose; /* ... outside of all wrappers */
	VEC(struct scan_wrapper) wrappers;
	VEC(struct scan_include) includes;
};

/**
 * source_scan() - search C text for words, without a preprocessor or parser.
 *
 * Functions are told by kernel style: a name, parentheses and a brace outside
 * of braces; a closing brace in the first column ends whatever is open, so
 * that braces in both branches of an #if cost one function, not the file.
 *
 * @ret: points into @text; the vectors are emptied first
 */
void source_scan(const char *text, size_t len, const struct word_set *words,
		 struct source_scan *ret);
void source_scan_deinit(struct source_scan *scan);

#endif
