/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_UNIT_H
#define DMALIAS_UNITS_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

/* How well a unit is understood; the worse, the greater. */
enum unit_quality {
	UNIT_TRUE_FLAGS, /* its own command line */
	UNIT_BORROWED_FLAGS, /* that of a neighbour in the same tree */
	UNIT_NO_TYPES, /* no kernel headers: best effort */
};

enum unit_arch {
	ARCH_UNKNOWN,
	ARCH_X86,
	ARCH_ARM64,
	ARCH_ARM,
	ARCH_OTHER,
};

/* A translation unit: what to parse, and how. */
struct unit {
	char *file; /* absolute */
	char *directory; /* absolute; relative flags are relative to it */
	char **args; /* for clang, translated, without program, -c, -o and
		      * the file; NULL-terminated; the strings lie behind
		      * the pointers, in one allocation */
	size_t n_args;
	enum unit_quality quality;
	enum unit_arch arch;
	char *module; /* what kbuild links it into (KBUILD_MODNAME), or NULL */
	char *modfile; /* KBUILD_MODFILE, or NULL: newer kernels give it to
			* what is built in, where MODNAME is not unique */
	char *lender; /* file whose flags are borrowed, or NULL */
};

typedef VEC(struct unit) unit_vec;

/* "true flags", "borrowed flags", "no types". */
const char *unit_quality_name(enum unit_quality quality);

/* "x86", "arm64", "arm", "other", "unknown", and back. */
const char *unit_arch_name(enum unit_arch arch);
bool unit_arch_parse(const char *name, enum unit_arch *ret);

/* Set the arguments of @unit to copies of @args; the old ones are freed. */
void unit_set_args(struct unit *unit, const char *const *args, size_t n);

void unit_deinit(struct unit *unit);
void unit_vec_deinit(unit_vec *units);

#endif
