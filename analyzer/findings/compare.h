/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_COMPARE_H
#define DMALIAS_FINDINGS_COMPARE_H

#include "findings/finding.h"

/* A file that has another name now; several make a list without order. */
struct path_rename {
	char *from, *to;
};

typedef VEC(struct path_rename) path_rename_vec;

void path_rename_vec_deinit(path_rename_vec *v);

/* What @path is called after the renames; @path itself when it keeps it. */
const char *path_renamed(const path_rename_vec *renames, const char *path);

/*
 * What findings_compare() says of a finding of the one list: the number of the
 * same one in the other list, or FINDING_ALONE.
 */
#define FINDING_ALONE SIZE_MAX

struct finding_match {
	size_t *before; /* per finding of the list before */
	size_t *after;
};

/**
 * findings_compare() - tell which findings of two runs are the same.
 *
 * The same are, each pair taken out before the next is looked for:
 * 1. those with the same fingerprint, where the path before is what the
 *    renames make of it: lines that moved do not count;
 * 2. of the same rule, path, function and message: the statement was written
 *    in another way, or changed where it does not matter to the rule;
 * 3. of the same rule, function and statement: it moved to another file;
 * 4. of the same rule, path and statement: its function has another name.
 * Among equals the first of one list goes with the first of the other.
 *
 * @before, @after: finished
 * @renames: of files, from before to after; NULL: none
 * @ret: for finding_match_deinit()
 */
void findings_compare(const finding_vec *before, const finding_vec *after,
		      const path_rename_vec *renames,
		      struct finding_match *ret);
void finding_match_deinit(struct finding_match *m);

#endif
