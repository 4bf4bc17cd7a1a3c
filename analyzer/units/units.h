/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_UNITS_H
#define DMALIAS_UNITS_UNITS_H

#include "units/unit.h"

struct dm_error;
struct strmap;

/* Where units come from. Exactly one of the first three may be set. */
struct units_source {
	const char *compile_commands; /* the file, or its folder */
	const char *kbuild; /* a configured tree's objtree (O= folder) */
	const char *kernel; /* a kernel tree without configuration */
	enum unit_arch arch; /* for kernel; ARCH_UNKNOWN: the host's */
	const char *config; /* allmodconfig, defconfig or a file */
	const char *cache; /* folder for configured trees */
	const char *stand_in; /* header for files without a tree, or NULL */
	bool keep_missing; /* also units whose file is not there */
	unsigned int jobs;
	const char *const *paths; /* what to analyse, files and folders */
	size_t n_paths; /* 0: everything the source knows; for
			 * kernel: drivers and sound */
	void (*progress)(const char *what, void *ctx); /* may be NULL */
	void *ctx;
};

/* A file that was asked for and is no unit, and why. */
struct unit_skip {
	char *file;
	char *why;
	bool lost; /* false: nothing is lost by that, as it is analysed with
		    * another file, or is no part of the kernel */
};

struct units {
	char *root; /* source tree root, absolute; or NULL */
	char *objtree; /* build folder of a kernel tree, or NULL */
	char *release; /* "6.1.192" of a kernel tree, or NULL */
	enum unit_arch arch;
	unit_vec list; /* sorted by file, each file once */
	VEC(struct unit_skip) skips;
};

/**
 * units_find() - make the list of units of a source.
 *
 * Runs programs of the tree (its Makefiles) only for @src->kernel. What goes
 * wrong for one unit is in @ret->skips; an error is about the whole source.
 */
struct dm_error *units_find(const struct units_source *src, struct units *ret);
void units_deinit(struct units *units);

/* How many units there are of each quality. */
void units_count(const struct units *units, size_t count[UNIT_NO_TYPES + 1]);

/**
 * units_prefilter() - tell which units can matter.
 * @names: the names of the model; a unit matters when its file, or a .c file
 *         that it includes ("..."), names one of them, or names a function or
 *         macro that a local header builds on one of them, or a function of
 *         another unit of its module that leads to one. A local header that
 *         names one elsewhere than in a function or macro makes all that
 *         include it matter.
 * @beside: names that make a unit matter where another one of its module does
 * @ret: one bool for each unit of @units, in order; the caller frees it.
 */
struct dm_error *units_prefilter(const struct units *units,
				 const struct strmap *names,
				 const struct strmap *beside, bool **ret);

#endif
