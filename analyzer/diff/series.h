/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_SERIES_H
#define DMALIAS_DIFF_SERIES_H

#include "diff/mail.h"
#include "diff/patch.h"

struct dm_error;
struct git;

/* A message with a patch in it, or a patch without a message. */
struct series_patch {
	struct mail mail; /* of no length: there is none */
	char *subject; /* decoded, one line; or a name to call it by */
	char *text; /* the patch as it is applied */
	struct patch patch; /* of @text */
};

struct series {
	char *text; /* what was read */
	VEC(struct series_patch) patches;
};

/**
 * series_read() - read the patches of an mbox, a message or a diff.
 *
 * Messages without a patch (a cover letter, an answer) are passed over; their
 * bodies are decoded by git-mailinfo(1), which runs nothing of the user's.
 *
 * @path: "-" is the standard input
 * Errors: DM_ERR_USAGE when there is no patch in it, or one that dmalias does
 * not take: with binary files, or with names that lead out of the tree.
 */
struct dm_error *series_read(const struct git *git, const char *path,
			     struct series *ret);
void series_deinit(struct series *s);

/**
 * series_apply() - apply the patches, one after another, to a commit.
 * @ret: the tree that comes out of it, in our own git folder
 * Errors: DM_ERR_USAGE with patch, file and line when one does not apply.
 */
struct dm_error *series_apply(const struct git *git, const struct series *s,
			      const char *commit, char **ret);

#endif
