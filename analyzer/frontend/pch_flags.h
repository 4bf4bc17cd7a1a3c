/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_PCH_FLAGS_H
#define DMALIAS_FRONTEND_PCH_FLAGS_H

#include "base/map.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "units/unit.h"

/*
 * Which of a unit's flags a precompiled header of common headers can see.
 * Folders that most units search are common; one of a single driver counts
 * only when it is searched before a common one, and so may shadow it.
 */
struct pch_flags {
	struct strmap folders; /* searched -> by how many units */
	size_t n_units;
};

struct pch_args {
	VEC(const char *) v; /* strings belong to the unit */
};

void pch_flags_init(struct pch_flags *flags, const unit_vec *units);
void pch_flags_deinit(struct pch_flags *flags);

/* The flags to compile the header of @unit with, appended to @ret. */
void pch_flags_args(const struct pch_flags *flags, const struct unit *unit,
		    struct pch_args *ret);

/* The same as a text: units with the same text share a header. */
void pch_flags_key(const struct pch_flags *flags, const struct unit *unit,
		   struct strbuf *ret);

#endif
