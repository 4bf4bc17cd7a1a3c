/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_PATCH_H
#define DMALIAS_DIFF_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"

/* A hunk: "@@ -1,7 +1,8 @@ function" and its lines, in the patch's text. */
struct patch_hunk {
	const char *head; /* the @@ line */
	const char *lines, *end; /* what follows */
	unsigned int from, n_from; /* lines of the file before, */
	unsigned int to, n_to; /* and after */
};

struct patch_file {
	char *from, *to; /* below the root; NULL for /dev/null */
	const char *head; /* the ---, +++ lines, or NULL: no text changes */
	bool binary;
	VEC(struct patch_hunk) hunks;
};

/* What a text in the form of diff -u, with git's additions, changes. */
struct patch {
	VEC(struct patch_file) files;
};

/**
 * patch_parse() - read a patch; what is around it (a mail, its signature) is
 * passed over. The lines of a hunk are counted, so that what looks like a
 * header in one is none.
 *
 * Nothing is wrong for it: what is no patch has no file. Whether it applies is
 * for git to say. @text stays in use.
 */
void patch_parse(const char *text, size_t len, struct patch *ret);
void patch_deinit(struct patch *p);

/* What says that a file is none of the tree ("../x", "/etc/x", ".git/x"), or
 * NULL. */
const char *patch_path_wrong(const char *path);

#endif
