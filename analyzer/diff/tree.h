/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_TREE_H
#define DMALIAS_DIFF_TREE_H

#include <stddef.h>

struct dm_error;
struct git;

/**
 * tree_checkout() - make the folder @git->tree hold a tree, or a commit.
 *
 * Only files that differ from what it holds are written, whoever ended in the
 * middle before. Files of kbuild and Kconfig get a time that follows from
 * their content, so that a configuration made for them is good again when they
 * come back.
 */
struct dm_error *tree_checkout(const struct git *git, const char *tree);

/**
 * tree_without_links() - a tree without the symbolic links that it has and
 * @from has not: they could lead out of it.
 * @ret: its name
 * @ret_left_out: how many
 */
struct dm_error *tree_without_links(const struct git *git, const char *from,
				    const char *tree, char **ret,
				    size_t *ret_left_out);

#endif
