// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/c_files.h"
#include "units/flags.h"
#include "units/include_graph.h"
#include "units/source_scan.h"
#include "units/unit.h"
#include "units/unit_search.h"
#include "units/word_set.h"

#define SOURCE_LIMIT ((size_t)256 << 20)

/* An include that is still to be looked for. */
struct pending {
	uint32_t file; /* index of the file that includes */
	bool angled;
	char *name;
};

/* Adding the files of one unit. */
struct addition {
	struct include_graph *graph;
	path_vec folders; /* local folders of -I */
	VEC(struct pending) todo;
	struct source_scan scan;
};

/* Whether a folder of -I holds a driver's headers, not the kernel's. */
static bool is_local_folder(const char *root, const char *folder)
{
	const char *below = root ? path_below(root, folder) : NULL;

	if (!below || !strncmp(below, "include", 7))
		return false;
	return strncmp(below, "arch/", 5) != 0 || !strstr(below, "/include");
}

static void find_folders(struct addition *add, const struct unit *unit)
{
	static const char *const options[] = {"-I", "-iquote", "-isystem"};

	for (size_t i = 0; i < unit->n_args; i++) {
		const char *value = NULL;
		char *folder;

		for (size_t j = 0; j < ARRAY_SIZE(options) && !value; j++)
			value = flags_value(unit->args, unit->n_args, &i,
					    options[j]);
		if (!value)
			continue;
		folder = path_normalize(unit->directory, value);
		if (is_local_folder(add->graph->root, folder))
			vec_push(&add->folders, folder);
		else
			free(folder);
	}
}

static void take_scan(struct addition *add, uint32_t at)
{
	struct graph_file *file = &add->graph->files.v[at];

	file->matters = is_c_file(file->path) ? add->scan.hit : add->scan.loose;
	vec_for_each(&add->scan.wrappers, found) {
		struct wrapper wrapper = {xstrndup(found->name, found->len),
					  found->is_static};

		vec_push(&file->wrappers, wrapper);
	}
	vec_for_each(&add->scan.includes, found) {
		struct pending pending = {at, found->angled,
					  xstrndup(found->name, found->len)};

		vec_push(&add->todo, pending);
	}
}

/* Search a file that is new to the graph. Return: its index, or -1. */
static int64_t read_file(struct addition *add, const char *path)
{
	struct include_graph *graph = add->graph;
	size_t len, at = graph->files.n;
	autofree char *text = NULL;
	struct dm_error *err;

	err = file_read(path, SOURCE_LIMIT, &text, &len);
	strmap_put(&graph->index, path, err ? 0 : at + 1);
	if (err) {
		dm_error_destroy(err);
		return -1;
	}
	vec_add(&graph->files)->path = xstrdup(path);
	source_scan(text, len, graph->words, &add->scan);
	take_scan(add, at);
	return at;
}

static int64_t find_file(struct addition *add, const char *path)
{
	uint32_t at;

	if (strmap_get(&add->graph->index, path, &at))
		return (int64_t)at - 1;
	return read_file(add, path);
}

static int64_t find_in_folder(struct addition *add, const char *folder,
			      const char *name)
{
	autofree char *path = path_normalize(folder, name);

	return find_file(add, path);
}

static int64_t find_include(struct addition *add, const struct pending *pending)
{
	const char *includer = add->graph->files.v[pending->file].path;
	autofree char *folder = path_folder(includer);
	int64_t found = -1;

	if (!pending->angled)
		found = find_in_folder(add, folder, pending->name);
	for (size_t i = 0; i < add->folders.n && found < 0; i++)
		found = find_in_folder(add, add->folders.v[i], pending->name);
	return found;
}

static void follow_includes(struct addition *add)
{
	while (add->todo.n) {
		struct pending pending = add->todo.v[--add->todo.n];
		int64_t found = find_include(add, &pending);

		if (found >= 0)
			vec_push(&add->graph->files.v[pending.file].includes,
				 found);
		free(pending.name);
	}
}

int64_t include_graph_add(struct include_graph *graph, const struct unit *unit)
{
	struct addition add = {.graph = graph};
	int64_t at;

	find_folders(&add, unit);
	at = find_file(&add, unit->file);
	follow_includes(&add);
	path_vec_deinit(&add.folders);
	vec_deinit(&add.todo);
	source_scan_deinit(&add.scan);
	return at;
}

/* For each file those that include it, as ranges of one array. */
struct includers {
	uint32_t *start; /* one more than files */
	uint32_t *list;
};

static struct includers find_includers(const struct include_graph *graph)
{
	size_t n = graph->files.n, total = 0;
	struct includers in = {.start = xcalloc(n + 2, sizeof(uint32_t))};

	vec_for_each(&graph->files, file) {
		total += file->includes.n;
		vec_for_each(&file->includes, to)
			in.start[*to + 2]++;
	}
	for (size_t i = 2; i < n + 2; i++)
		in.start[i] += in.start[i - 1];
	in.list = xcalloc(total, sizeof(uint32_t));
	for (size_t i = 0; i < n; i++)
		vec_for_each(&graph->files.v[i].includes, to)
			in.list[in.start[*to + 1]++] = i;
	return in;
}

void include_graph_spread(struct include_graph *graph)
{
	struct includers in = find_includers(graph);
	VEC(uint32_t) todo = {};

	for (size_t i = 0; i < graph->files.n; i++)
		if (graph->files.v[i].matters)
			vec_push(&todo, i);
	while (todo.n) {
		uint32_t at = todo.v[--todo.n];

		for (uint32_t i = in.start[at]; i < in.start[at + 1]; i++) {
			struct graph_file *file = &graph->files.v[in.list[i]];

			if (file->matters)
				continue;
			file->matters = true;
			vec_push(&todo, in.list[i]);
		}
	}
	vec_deinit(&todo);
	free(in.start);
	free(in.list);
}

void graph_reach_find(struct graph_reach *reach,
		      const struct include_graph *graph, uint32_t file)
{
	if (reach->n_seen < graph->files.n) {
		free(reach->seen);
		reach->n_seen = graph->files.n;
		reach->seen = xcalloc(reach->n_seen, sizeof(*reach->seen));
		reach->search = 0;
	}
	reach->search++;
	reach->files.n = 0;
	vec_push(&reach->files, file);
	reach->seen[file] = reach->search;
	for (size_t i = 0; i < reach->files.n; i++) {
		const struct graph_file *at =
			&graph->files.v[reach->files.v[i]];

		vec_for_each(&at->includes, to) {
			if (reach->seen[*to] == reach->search)
				continue;
			reach->seen[*to] = reach->search;
			vec_push(&reach->files, *to);
		}
	}
}

void graph_reach_deinit(struct graph_reach *reach)
{
	free(reach->seen);
	vec_deinit(&reach->files);
}

void graph_reach_wrappers(const struct graph_reach *reach,
			  const struct include_graph *graph,
			  struct word_set *ret)
{
	vec_for_each(&reach->files, i) {
		const struct graph_file *file = &graph->files.v[*i];

		if (is_c_file(file->path))
			continue;
		vec_for_each(&file->wrappers, wrapper)
			word_set_add(ret, wrapper->name, strlen(wrapper->name));
	}
}

static bool has_wrapper(const struct graph_file *file,
			const struct scan_wrapper *w)
{
	vec_for_each(&file->wrappers, have)
		if (strlen(have->name) == w->len &&
		    !memcmp(have->name, w->name, w->len))
			return true;
	return false;
}

bool graph_file_search(struct graph_file *file, const struct word_set *words)
{
	size_t len, n = file->wrappers.n;
	autofree char *text = NULL;
	struct source_scan scan = {};
	struct dm_error *err;

	if (words->n <= file->n_searched)
		return false;
	file->n_searched = words->n;
	err = file_read(file->path, SOURCE_LIMIT, &text, &len);
	if (err) {
		dm_error_destroy(err);
		return false;
	}
	source_scan(text, len, words, &scan);
	vec_for_each(&scan.wrappers, found)
		if (!has_wrapper(file, found))
			vec_push(&file->wrappers,
				 ((struct wrapper){xstrndup(found->name,
							    found->len),
						   found->is_static}));
	source_scan_deinit(&scan);
	return file->wrappers.n > n;
}

static bool close_header(struct include_graph *graph, struct graph_reach *reach,
			 uint32_t at)
{
	struct word_set words = {};
	bool found;

	graph_reach_find(reach, graph, at);
	graph_reach_wrappers(reach, graph, &words);
	found = graph_file_search(&graph->files.v[at], &words);
	word_set_deinit(&words);
	return found;
}

void include_graph_close(struct include_graph *graph)
{
	struct graph_reach reach = {};
	bool found = true;

	while (found) {
		found = false;
		for (size_t i = 0; i < graph->files.n; i++)
			if (!is_c_file(graph->files.v[i].path))
				found |= close_header(graph, &reach, i);
	}
	graph_reach_deinit(&reach);
}

void include_graph_deinit(struct include_graph *graph)
{
	vec_for_each(&graph->files, file) {
		free(file->path);
		vec_deinit(&file->includes);
		vec_for_each(&file->wrappers, wrapper)
			free(wrapper->name);
		vec_deinit(&file->wrappers);
	}
	vec_deinit(&graph->files);
	strmap_deinit(&graph->index);
}
