// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/vec.h"
#include "diff/includers.h"
#include "diff/touched.h"
#include "units/kernel_tree.h"
#include "units/unit_search.h"

/* A file that is in because of what it includes. */
struct candidate {
	const char *path;
	size_t common; /* characters that its path has in common with that of
			* the closest change */
};

typedef VEC(struct candidate) candidate_vec;

static const char *side_of(const struct change *c, bool after)
{
	return after ? c->to : c->from;
}

static size_t common_length(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && a[n] == b[n])
		n++;
	return n;
}

static size_t closeness(const char *path, const change_vec *changes, bool after)
{
	size_t best = 0;

	vec_for_each(changes, c) {
		const char *name = side_of(c, after);
		size_t n = name ? common_length(path, name) : 0;

		if (n > best)
			best = n;
	}
	return best;
}

static int compare_candidates(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->common != b->common)
		return a->common > b->common ? -1 : 1;
	return strcmp(a->path, b->path);
}

/* Folders with drivers, as a scan takes them, for the headers of a kernel. */
static struct dm_error *scan_scope(struct includers *in, const char *scope)
{
	struct dm_error *err;

	if (*scope || !kernel_tree_is(in->root))
		return includers_scan(in, scope);
	err = includers_scan(in, "drivers");
	if (!err)
		err = includers_scan(in, "sound");
	return err ? err : includers_scan(in, "include");
}

static struct dm_error *find_includers(struct includers *in,
				       const change_vec *changes, bool after,
				       struct strmap *ret)
{
	vec_for_each(changes, c) {
		const char *path = side_of(c, after);
		autofree char *scope = path ? includers_scope(path) : NULL;
		size_t n = path ? strlen(path) : 0;
		struct dm_error *err;

		/* a .c file that another one includes lies beside it */
		if (n < 3 || path[n - 2] != '.' ||
		    (path[n - 1] != 'h' && path[n - 1] != 'c'))
			continue;
		err = scan_scope(in, scope);
		if (err)
			return err;
		includers_find(in, path, ret);
	}
	return NULL;
}

static void take_closest(const struct strmap *includers,
			 const change_vec *changes, bool after, size_t limit,
			 struct strmap *ret, struct strmap *over)
{
	candidate_vec list = {};

	for (size_t i = 0; i < includers->room; i++) {
		const char *path = includers->slots[i].key;

		if (path && !strmap_get(ret, path, NULL))
			vec_push(&list, (struct candidate){
						path, closeness(path, changes,
								after)});
	}
	if (list.n)
		qsort(list.v, list.n, sizeof(*list.v), compare_candidates);
	for (size_t i = 0; i < list.n; i++)
		strmap_put(i < limit ? ret : over, list.v[i].path, 1);
	vec_deinit(&list);
}

struct dm_error *touched_find(const char *root, const change_vec *changes,
			      bool after, size_t limit, struct strmap *ret,
			      struct strmap *over)
{
	struct includers in = {.root = root};
	struct strmap includers = {};
	struct dm_error *err;

	vec_for_each(changes, c) {
		const char *path = side_of(c, after);

		if (path && is_c_file(path))
			strmap_put(ret, path, 1);
	}
	err = find_includers(&in, changes, after, &includers);
	if (!err)
		take_closest(&includers, changes, after, limit, ret, over);
	strmap_deinit(&includers);
	includers_deinit(&in);
	return err;
}
