/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_BORROW_H
#define DMALIAS_UNITS_BORROW_H

struct dm_error;
struct unit_search;

/* Add what a source knows below @search->lend, a folder. */
typedef struct dm_error *(*borrow_load)(struct unit_search *search, void *ctx);

/**
 * borrow_flags() - give the files that were asked for and that nothing
 * compiles the flags of a neighbour.
 *
 * The neighbour is in the same folder, else below the closest folder upwards
 * that has one; there, the one whose name starts most alike. When all that was
 * asked for has none, @load is called for folders further up. Without any
 * neighbour in the tree the file becomes a bare one. Skipped are files that
 * are parsed through another one that includes them, and programs that run on
 * the build machine.
 *
 * @load: may be NULL
 */
struct dm_error *borrow_flags(struct unit_search *search, borrow_load load,
			      void *ctx);

#endif
