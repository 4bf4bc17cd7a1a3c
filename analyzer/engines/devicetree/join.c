// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "engines/devicetree/join.h"

static void add_ranges(struct strbuf *sb, const dt_range_vec *ranges)
{
	vec_for_each(ranges, r)
		strbuf_addf(sb, " %" PRIx64 "+%" PRIx64, r->base, r->size);
	strbuf_addc(sb, ';');
}

/* All that a region says, by which it is told from others. */
static char *region_key(const struct dt_region *r)
{
	const char *file = r->place.file ? r->place.file : "";
	/* an entry without a node has no line: boards of one folder share it */
	const char *slash = r->flags & DT_MEMRESERVE ? strrchr(file, '/') :
						       NULL;
	struct strbuf sb = {};

	strbuf_addf(&sb, "%.*s:%u %s %x %" PRIu64 " %" PRIu64,
		    (int)(slash ? slash - file : (ptrdiff_t)strlen(file)), file,
		    r->place.line, r->path, r->flags, r->size, r->alignment);
	add_ranges(&sb, &r->ranges);
	add_ranges(&sb, &r->alloc_ranges);
	vec_for_each(&r->compatible, name)
		strbuf_addf(&sb, " %s", *name);
	return strbuf_take(&sb);
}

static int compare_names(const dt_names *a, const dt_names *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		int diff = strcmp(a->v[i], b->v[i]);

		if (diff)
			return diff;
	}
	return (a->n > b->n) - (a->n < b->n);
}

static int compare_places(const struct dt_place *a, const struct dt_place *b)
{
	int diff = strcmp(a->file ? a->file : "", b->file ? b->file : "");

	if (!diff)
		diff = (a->line > b->line) - (a->line < b->line);
	return diff ? diff : (a->col > b->col) - (a->col < b->col);
}

static int compare_users(const void *x, const void *y)
{
	const struct dt_user *a = x, *b = y;
	int diff = strcmp(a->path, b->path);

	if (!diff)
		diff = strcmp(a->property, b->property);
	if (!diff)
		diff = (a->index > b->index) - (a->index < b->index);
	if (!diff)
		diff = a->disabled - b->disabled;
	if (!diff)
		diff = compare_names(&a->compatible, &b->compatible);
	return diff ? diff : compare_places(&a->place, &b->place);
}

/* Move the users that @to has not yet. */
static void take_users(struct dt_region *to, struct dt_region *from)
{
	size_t n = to->users.n;

	for (size_t i = 0; i < from->users.n; i++) {
		struct dt_user *u = &from->users.v[i];
		size_t k = 0;

		while (k < n && compare_users(&to->users.v[k], u))
			k++;
		if (k < n)
			continue;
		vec_push(&to->users, *u);
		*u = from->users.v[--from->users.n];
		i--;
	}
}

void dt_join_add(struct dt_join *j, dt_region_vec *v, uint32_t tree)
{
	vec_for_each(v, r) {
		autofree char *key = region_key(r);
		struct dt_region *known;
		uint32_t number;

		if (!strmap_get(&j->index, key, &number)) {
			number = j->regions.n;
			strmap_put(&j->index, key, number);
			vec_push(&j->regions, *r);
			*r = (struct dt_region){};
		} else {
			take_users(&j->regions.v[number], r);
			dt_region_deinit(r);
		}
		known = &j->regions.v[number];
		if (!known->trees.n || *vec_last(&known->trees) != tree)
			vec_push(&known->trees, tree);
	}
	vec_deinit(v);
}

static int compare_regions(const void *x, const void *y)
{
	const struct dt_region *a = x, *b = y;
	int diff = compare_places(&a->place, &b->place);

	if (!diff)
		diff = strcmp(a->path, b->path);
	return diff ? diff :
		      (a->trees.v[0] > b->trees.v[0]) -
			       (a->trees.v[0] < b->trees.v[0]);
}

static void index_use(struct devicetree *dt, const dt_names *compatible,
		      const struct dt_region *region,
		      const struct dt_user *user)
{
	vec_for_each(compatible, name) {
		uint32_t number;

		if (!strmap_get(&dt->by_compatible, *name, &number)) {
			number = dt->uses.n;
			strmap_put(&dt->by_compatible, *name, number);
			vec_add(&dt->uses);
		}
		vec_push(&dt->uses.v[number], ((struct dt_use){region, user}));
	}
}

void dt_join_end(struct dt_join *j, struct devicetree *ret)
{
	strmap_deinit(&j->index);
	ret->regions.v = j->regions.v;
	ret->regions.n = j->regions.n;
	ret->regions.room = j->regions.room;
	j->regions = (dt_region_vec){};
	if (ret->regions.n)
		qsort(ret->regions.v, ret->regions.n, sizeof(*ret->regions.v),
		      compare_regions);
	vec_for_each(&ret->regions, r) {
		if (r->users.n)
			qsort(r->users.v, r->users.n, sizeof(*r->users.v),
			      compare_users);
		index_use(ret, &r->compatible, r, NULL);
		vec_for_each(&r->users, u)
			index_use(ret, &u->compatible, r, u);
	}
}
