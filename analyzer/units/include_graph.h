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
	bool matters; /* whoever has it named a word: it is C and names one,
		       * or a header that does outside of wrappers, or
		       * includes such a file */
	VEC(uint32_t) includes;
	VEC(struct wrapper) wrappers;
	size_t n_searched; /* wrappers it was last searched for */
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

/* Find the wrappers in headers that are built on others in headers that they
 * include. */
void include_graph_close(struct include_graph *graph);

/* A file and all that it includes, directly or not. Zeroed is empty. */
struct graph_reach {
	uint32_t *seen; /* per file: the search that saw it last */
	size_t n_seen;
	uint32_t search;
	VEC(uint32_t) files;
};

void graph_reach_find(struct graph_reach *reach,
		      const struct include_graph *graph, uint32_t file);
void graph_reach_deinit(struct graph_reach *reach);

/**
 * graph_file_search() - look for wrappers of wrappers in a file.
 * @words: with those of the file itself; they only ever become more
 * Return: whether there are any that were not known.
 */
bool graph_file_search(struct graph_file *file, const struct word_set *words);

/* Add the names of what wraps a word in the headers among these files. */
void graph_reach_wrappers(const struct graph_reach *reach,
			  const struct include_graph *graph,
			  struct word_set *ret);
void include_graph_deinit(struct include_graph *graph);

#endif
