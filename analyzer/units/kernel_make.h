/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_MAKE_H
#define DMALIAS_UNITS_KERNEL_MAKE_H

#include <stddef.h>

#include "units/unit.h"

struct dm_error;

/* Running the Makefiles of a kernel tree, out of tree and with clang. */
struct kernel_make {
	const char *root;
	const char *objtree;
	const char *log; /* what make says is added to it */
	enum unit_arch arch;
	unsigned int jobs;
	const char *allconfig; /* fragment for all*config, or NULL */
};

/**
 * kernel_make_check() - look for the programs that it takes.
 * Errors: DM_ERR_TOOL with the name of what is missing and its package.
 */
struct dm_error *kernel_make_check(void);

/**
 * kernel_make_run() - run make with targets.
 *
 * The environment has nothing of the caller's make or kernel settings in it;
 * the compiler is the clang that dmalias was built with.
 *
 * @targets: NULL-terminated
 * Errors: DM_ERR_TOOL with the last error line and the log when it fails.
 */
struct dm_error *kernel_make_run(const struct kernel_make *make,
				 const char *const *targets);

/**
 * kernel_make_dry_run() - tell what make would run, without running it.
 *
 * @out: file that gets the output. A file, because make keeps whole lines
 *       together by locking it, and cannot lock a pipe (GNU make 4.3).
 * Targets that cannot be made are passed over (-k); only a make that does not
 * start or a full disk is an error.
 */
struct dm_error *kernel_make_dry_run(const struct kernel_make *make,
				     const char *const *targets,
				     const char *out);

/* The name that kbuild has for an architecture (ARCH=). */
const char *kernel_make_arch(enum unit_arch arch);

#endif
