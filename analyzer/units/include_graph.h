/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_INCLUDE_GRAPH_H
#define DMALIAS_UNITS_INCLUDE_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

struct unit;
struct word_set;

/* A name, and whether only its own file can use it. */
struct wrapper {
	char *name;
	bool is_static;
};

/* A file that was searched, and the local files it includes. */
struct graph_file {
	char *path;
	bool hit; /* names a word itself */
	bool matters; /* that, or includes a file that matters */
	VEC(uint32_t) includes;
	VEC(struct wrapper) wrappers;
};

/*
 * Source files with their local includes. A header is local when it lies next
 * to the file that includes it, or below the tree in a folder of -I that is
 * not one of the kernel's common ones (include/, arch/X/include/). Each file
 * is read once; where its includes lie is told by the unit that came first.
 */
struct include_graph {
	const struct word_set *words;
	const char *root; /* NULL: only headers next to the file */
	struct strmap index; /* path -> index into files + 1, 0: no such file */
	VEC(struct graph_file) files;
};

/**
 * include_graph_add() - search the file of a unit and what it includes.
 * Return: its index into @graph->files, or -1 when it cannot be read.
 */
int64_t include_graph_add(struct include_graph *graph, const struct unit *unit);

/* Set matters of all files, from the files with hits up to who includes them.
 */
void include_graph_spread(struct include_graph *graph);
void include_graph_deinit(struct include_graph *graph);

#endif
