// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "units/include_graph.h"
#include "units/module_list.h"
#include "units/source_scan.h"
#include "units/unit_search.h"
#include "units/units.h"
#include "units/word_set.h"

#define SOURCE_LIMIT ((size_t)256 << 20)

struct prefilter {
	const struct units *units;
	const struct word_set *beside;
	struct include_graph graph;
	int64_t *files; /* unit -> index into graph.files, or -1 */
	struct module_list modules;
	struct graph_reach reach;
	bool *matters;
};

static void add_wrappers(struct word_set *set, const struct graph_file *file)
{
	vec_for_each(&file->wrappers, wrapper)
		if (!wrapper->is_static)
			word_set_add(set, wrapper->name, strlen(wrapper->name));
}

/* What a unit offers the others of its module. */
static void collect_wrappers(const struct prefilter *filter, uint32_t unit,
			     struct word_set *set)
{
	const struct graph_file *file;

	if (filter->files[unit] < 0)
		return;
	file = &filter->graph.files.v[filter->files[unit]];
	add_wrappers(set, file);
	vec_for_each(&file->includes, to) {
		const struct graph_file *included = &filter->graph.files.v[*to];

		if (is_c_file(included->path))
			add_wrappers(set, included);
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

/* What headers of a unit offer it. */
static void header_wrappers(struct prefilter *filter, uint32_t file,
			    struct word_set *ret)
{
	graph_reach_find(&filter->reach, &filter->graph, file);
	graph_reach_wrappers(&filter->reach, &filter->graph, ret);
}

/* Find the functions of a unit that lead to a word through others of it. */
static void search_unit(struct prefilter *filter, uint32_t unit)
{
	struct graph_file *file;
	bool found = true;

	if (filter->files[unit] < 0)
		return;
	file = &filter->graph.files.v[filter->files[unit]];
	while (found) {
		struct word_set words = {};

		header_wrappers(filter, filter->files[unit], &words);
		vec_for_each(&file->wrappers, wrapper)
			word_set_add(&words, wrapper->name,
				     strlen(wrapper->name));
		found = graph_file_search(file, &words);
		word_set_deinit(&words);
	}
}

/*
 * Whether a unit matters. One that cannot be read does: reading it again will
 * say why.
 */
static bool unit_matters(struct prefilter *filter, uint32_t unit,
			 const struct word_set *offered)
{
	const char *path = filter->units->list.v[unit].file;
	int64_t file = filter->files[unit];
	struct word_set words = {};
	bool matters;

	if (file < 0 || filter->graph.files.v[file].matters)
		return true;
	header_wrappers(filter, file, &words);
	matters = (words.n && file_names(path, &words)) ||
		  (offered->n && file_names(path, offered));
	word_set_deinit(&words);
	return matters;
}

/* Those of a module in which something matters that name what matters beside.
 */
static void add_beside(struct prefilter *filter, const struct unit_module *m)
{
	bool any = false;

	vec_for_each(&m->units, unit)
		any |= filter->matters[*unit];
	if (!any || !filter->beside->n)
		return;
	vec_for_each(&m->units, unit)
		if (!filter->matters[*unit])
			filter->matters[*unit] =
				file_names(filter->units->list.v[*unit].file,
					   filter->beside);
}

static void filter_module(struct prefilter *filter, const struct unit_module *m)
{
	struct word_set offered = {};

	vec_for_each(&m->units, unit) {
		search_unit(filter, *unit);
		collect_wrappers(filter, *unit, &offered);
	}
	vec_for_each(&m->units, unit)
		if (!filter->matters[*unit])
			filter->matters[*unit] =
				unit_matters(filter, *unit, &offered);
	add_beside(filter, m);
	word_set_deinit(&offered);
}

static void run_prefilter(struct prefilter *filter)
{
	const unit_vec *list = &filter->units->list;

	for (size_t i = 0; i < list->n; i++) {
		filter->files[i] =
			include_graph_add(&filter->graph, &list->v[i]);
		module_list_add(&filter->modules, &list->v[i], i);
	}
	include_graph_close(&filter->graph);
	include_graph_spread(&filter->graph);
	vec_for_each(&filter->modules.list, module)
		filter_module(filter, module);
}

static void fill_words(const struct strmap *names, struct word_set *words)
{
	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i].key)
			word_set_add(words, names->slots[i].key,
				     strlen(names->slots[i].key));
}

struct dm_error *units_prefilter(const struct units *units,
				 const struct strmap *names,
				 const struct strmap *beside, bool **ret)
{
	size_t n = units->list.n;
	struct word_set words = {}, beside_words = {};
	struct prefilter filter = {
		.units = units,
		.beside = &beside_words,
		.graph = {.words = &words, .root = units->root},
		.files = xcalloc(n, sizeof(*filter.files)),
		.matters = xcalloc(n, sizeof(*filter.matters)),
	};

	fill_words(names, &words);
	fill_words(beside, &beside_words);
	run_prefilter(&filter);
	*ret = filter.matters;
	include_graph_deinit(&filter.graph);
	module_list_deinit(&filter.modules);
	graph_reach_deinit(&filter.reach);
	free(filter.files);
	word_set_deinit(&words);
	word_set_deinit(&beside_words);
	return NULL;
}
