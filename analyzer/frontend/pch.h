/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_PCH_H
#define DMALIAS_FRONTEND_PCH_H

#include "units/unit.h"

struct dm_error;

/*
 * Precompiled headers of the kernel's common headers, one for each set of
 * flags that the headers can see: clang takes one that does not fit without
 * a word, so the key holds every -D, -f, -m, -O and -include of the command
 * line (not KBUILD_* names, -I below the unit's own folder, or warnings).
 */
struct pch_set;

/**
 * pch_prepare() - make (or find in @cache) the precompiled headers that pay.
 *
 * A key shared by fewer than a handful of units gets none. A header that does
 * not compile is left out of the set; its units are parsed plainly.
 */
struct dm_error *pch_prepare(const unit_vec *units, const char *cache,
			     unsigned int jobs, struct pch_set **ret);

/* The file for a unit, or NULL. Owned by the set. */
const char *pch_for_unit(const struct pch_set *set, const struct unit *unit);

/*
 * Absolute names of the files in the precompiled header of a unit; @ret_n is 0
 * when it has none. Owned by the set.
 */
const char *const *pch_files(const struct pch_set *set, const struct unit *unit,
			     size_t *ret_n);

/* How many precompiled headers could not be made, for want of space, say. */
size_t pch_n_failed(const struct pch_set *set);
void pch_set_destroy(struct pch_set *set);

#endif
