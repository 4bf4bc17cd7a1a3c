/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_UNIT_SEARCH_H
#define DMALIAS_UNITS_UNIT_SEARCH_H

#include "base/map.h"
#include "units/units.h"

struct shell_words;

typedef VEC(char *) path_vec;

/*
 * A search for units under way: what readers of sources add to. While @lend
 * is set, calls for files below that folder are taken, as lenders.
 */
struct unit_search {
	const struct units_source *src;
	struct units *units;
	path_vec asked; /* absolute, as below units->root; 0: everything */
	struct strmap index; /* file -> index into units->list, + 1 */
	const char *lend;
	unit_vec lenders; /* not asked for: only their flags count */
	struct strmap skipped; /* files with a skip */
};

/**
 * unit_search_resolve() - find the paths that were asked for.
 *
 * Each may be relative to the current folder or to the root of the tree, and
 * may lead through links. Needs units->root; without one any path will do.
 *
 * Errors: DM_ERR_USAGE for a path that does not exist or is outside the tree.
 */
struct dm_error *unit_search_resolve(struct unit_search *search);

/* Whether @file, absolute, is asked for. */
bool unit_search_wants(const struct unit_search *search, const char *file);

/* Whether calls for @file are taken now. */
bool unit_search_reaches(const struct unit_search *search, const char *file);

/**
 * unit_search_add() - take a compiler call in as a unit.
 *
 * Calls for files that nobody asked for are passed over. Of several calls for
 * one file the first one that builds a module wins, else the first one: a
 * driver is looked at as a module, as allmodconfig does it.
 *
 * @directory: absolute; where the compiler ran
 * @file: absolute or relative to @directory
 * @words: program and arguments
 */
void unit_search_add(struct unit_search *search, const char *directory,
		     const char *file, struct shell_words *words);

/* Count @file as asked for and not analysed; the first reason stays. */
void unit_search_skip(struct unit_search *search, const char *file,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, where nothing is lost by it. */
void unit_search_set_aside(struct unit_search *search, const char *file,
			   const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Drop units whose file is not there, and sort. */
void unit_search_tidy(struct unit_search *search);

/* The same at the end, and tell the architecture. */
void unit_search_finish(struct unit_search *search);

/*
 * Whether the source knows no compiler call for what was asked for, nor one to
 * borrow, although there is something to analyse.
 */
bool unit_search_is_vain(const struct unit_search *search);

/* Report what is going on to the caller of units_find(). */
void unit_search_progress(const struct unit_search *search, const char *fmt,
			  ...) __attribute__((format(printf, 2, 3)));
void unit_search_deinit(struct unit_search *search);

/* Whether a path ends in ".c". */
bool is_c_file(const char *path);

/* The folder part of an absolute path; the caller frees it. */
char *path_folder(const char *path);

#endif
