/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_TREE_H
#define DMALIAS_UNITS_KERNEL_TREE_H

#include <stdbool.h>

#include "units/unit.h"

struct dm_error;

/* Whether a folder is the root of a kernel source tree. */
bool kernel_tree_is(const char *folder);

/**
 * kernel_tree_release() - read the version of a tree out of its Makefile.
 * Nothing of the tree is run; names made at build time (localversion) are not
 * part of it.
 * Return: "6.1.192" or "6.12.0-rc3", to be freed; NULL when it tells none.
 */
char *kernel_tree_release(const char *root);

/**
 * kernel_tree_of_unit() - the kernel tree whose headers a unit includes.
 * Told by its -include of include/linux/kconfig.h, as kernels since 3.1 have,
 * or by -I for include/ before that. Return: absolute, to be freed, or NULL.
 */
char *kernel_tree_of_unit(const struct unit *unit);

/**
 * kernel_tree_of_objtree() - the source tree that a build folder belongs to:
 * its "source" link, the tree its generated Makefile includes, or itself.
 * Return: absolute, to be freed, or NULL.
 */
char *kernel_tree_of_objtree(const char *objtree);

/* The closest folder above @path that is a kernel tree, or NULL. */
char *kernel_tree_above(const char *path);

#endif
