// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "units/include_graph.h"
#include "units/source_scan.h"
#include "units/unit_search.h"
#include "units/units.h"
#include "units/word_set.h"

#define SOURCE_LIMIT ((size_t)256 << 20)

struct prefilter {
	const struct units *units;
	struct include_graph graph;
	int64_t *files; /* unit -> index into graph.files, or -1 */
	uint32_t *folders; /* unit -> index into wrappers */
	VEC(struct word_set) wrappers; /* of the units of a folder */
};

/* A unit that cannot be read matters: reading it again will say why. */
static bool unit_matters(const struct prefilter *filter, size_t unit)
{
	int64_t file = filter->files[unit];

	return file < 0 || filter->graph.files.v[file].matters;
}

/* Number the folders that hold units. */
static void find_folders(struct prefilter *filter)
{
	struct strmap index = {};

	for (size_t i = 0; i < filter->units->list.n; i++) {
		autofree char *folder =
			path_folder(filter->units->list.v[i].file);

		if (!strmap_get(&index, folder, &filter->folders[i])) {
			filter->folders[i] = filter->wrappers.n;
			strmap_put(&index, folder, filter->wrappers.n);
			vec_add(&filter->wrappers);
		}
	}
	strmap_deinit(&index);
}

static void add_wrappers(struct word_set *set, const struct graph_file *file)
{
	vec_for_each(&file->wrappers, wrapper)
		if (!wrapper->is_static)
			word_set_add(set, wrapper->name, strlen(wrapper->name));
}

/* What the units of each folder offer the others. */
static void collect_wrappers(struct prefilter *filter)
{
	for (size_t i = 0; i < filter->units->list.n; i++) {
		struct word_set *set = &filter->wrappers.v[filter->folders[i]];
		const struct graph_file *file;

		if (filter->files[i] < 0)
			continue;
		file = &filter->graph.files.v[filter->files[i]];
		add_wrappers(set, file);
		vec_for_each(&file->includes, to) {
			const struct graph_file *included =
				&filter->graph.files.v[*to];

			if (is_c_file(included->path))
				add_wrappers(set, included);
		}
	}
}

static bool file_names(const char *path, const struct word_set *words)
{
	struct source_scan scan = {};
	autofree char *text = NULL;
	struct dm_error *err;
	size_t len;

	err = file_read(path, SOURCE_LIMIT, &text, &len);
	if (err) {
		dm_error_destroy(err);
		return true;
	}
	source_scan(text, len, words, &scan);
	source_scan_deinit(&scan);
	return scan.hit;
}

static void run_prefilter(struct prefilter *filter, bool *matters)
{
	const unit_vec *list = &filter->units->list;

	for (size_t i = 0; i < list->n; i++)
		filter->files[i] =
			include_graph_add(&filter->graph, &list->v[i]);
	include_graph_spread(&filter->graph);
	find_folders(filter);
	collect_wrappers(filter);
	for (size_t i = 0; i < list->n; i++) {
		const struct word_set *set =
			&filter->wrappers.v[filter->folders[i]];

		matters[i] = unit_matters(filter, i) ||
			     (set->n && file_names(list->v[i].file, set));
	}
}

static void fill_words(const struct strmap *names, struct word_set *words)
{
	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i].key)
			word_set_add(words, names->slots[i].key,
				     strlen(names->slots[i].key));
}

struct dm_error *units_prefilter(const struct units *units,
				 const struct strmap *names, bool **ret)
{
	size_t n = units->list.n;
	struct word_set words = {};
	struct prefilter filter = {
		.units = units,
		.graph = {.words = &words, .root = units->root},
		.files = xcalloc(n, sizeof(*filter.files)),
		.folders = xcalloc(n, sizeof(*filter.folders)),
	};

	fill_words(names, &words);
	*ret = xcalloc(n, sizeof(**ret));
	run_prefilter(&filter, *ret);
	include_graph_deinit(&filter.graph);
	vec_for_each(&filter.wrappers, set)
		word_set_deinit(set);
	vec_deinit(&filter.wrappers);
	free(filter.files);
	free(filter.folders);
	word_set_deinit(&words);
	return NULL;
}
