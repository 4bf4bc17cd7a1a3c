/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_INCLUDERS_H
#define DMALIAS_DIFF_INCLUDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

struct dm_error;

/*
 * Who includes what in some folders of a tree, by the text of #include lines.
 * Zeroed but for @root is nothing known.
 */
struct includers {
	const char *root;
	struct strmap scanned; /* folders, below the root */
	struct strmap files; /* path below the root -> number + 1 */
	VEC(char *) paths; /* of the files */
	struct strmap by_name; /* base name -> last edge + 1 */
	VEC(struct include_edge) edges;
};

/* "#include <linux/x.h>" in a file. */
struct include_edge {
	uint32_t file;
	char *name;
	uint32_t next; /* one with the same base name, + 1; 0: none */
	bool quoted;
};

/**
 * includers_scan() - read the C files and headers below a folder, once.
 * @folder: below the root; "" is all of it but what holds no code of the
 *          kernel
 */
struct dm_error *includers_scan(struct includers *in, const char *folder);

/**
 * includers_find() - the files of C that include a file, directly or not.
 *
 * A quoted name that exists beside the file that includes it is that; any
 * other is each file whose path ends so, whatever the search path is.
 *
 * @path: below the root
 * @ret: paths below the root are added, each with the value 1
 */
void includers_find(const struct includers *in, const char *path,
		    struct strmap *ret);
void includers_deinit(struct includers *in);

/* Where to look for files that include @path: "drivers/net" for a header of a
 * driver, "" for one of the kernel's own. To be freed. */
char *includers_scope(const char *path);

#endif
