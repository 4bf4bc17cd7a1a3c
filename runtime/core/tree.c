// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two balanced (AVL) trees over the same mappings: by first frame, where each
 * node knows the largest last frame below it, and by space and address.
 */
#include "internal.h"

/* The way from the root to a place in a tree */
struct path {
	int n;
	u32 at[DMR_DEPTH];
};

static bool before(int tree, const struct dmr_map *a, u32 ai,
		   const struct dmr_map *b, u32 bi)
{
	if (tree == DMR_BY_PFN)
		return a->pfn != b->pfn ? a->pfn < b->pfn : ai < bi;
	return a->space != b->space ? a->space < b->space : a->va < b->va;
}

static int height(const struct dmr_record *record, int tree, u32 i)
{
	return i ? dmr_map_at(record, i)->height[tree] : 0;
}

static u64 max_last(const struct dmr_record *record, u32 i)
{
	return i ? dmr_map_at(record, i)->max_last : 0;
}

/* Bring a node in line with its children; true: that changed it */
static bool update(const struct dmr_record *record, int tree, u32 i)
{
	struct dmr_map *map = dmr_map_at(record, i);
	const u32 *child = map->child[tree];
	int l = height(record, tree, child[0]);
	int r = height(record, tree, child[1]);
	int h = (l > r ? l : r) + 1;
	bool changed = h != map->height[tree];
	u64 last = dmr_map_last(map), m;

	map->height[tree] = h;
	if (tree == DMR_BY_VA)
		return changed;
	m = max_last(record, child[0]);
	last = m > last ? m : last;
	m = max_last(record, child[1]);
	last = m > last ? m : last;
	changed |= last != map->max_last;
	map->max_last = last;
	return changed;
}

/* The child on the other side comes up; returns it */
static u32 rotate(const struct dmr_record *record, int tree, u32 i, int side)
{
	struct dmr_map *map = dmr_map_at(record, i);
	u32 up = map->child[tree][!side];
	struct dmr_map *top = dmr_map_at(record, up);

	map->child[tree][!side] = top->child[tree][side];
	top->child[tree][side] = i;
	update(record, tree, i);
	update(record, tree, up);
	return up;
}

/* > 0: the right side is higher */
static int lean(const struct dmr_record *record, int tree, u32 i)
{
	const u32 *child = dmr_map_at(record, i)->child[tree];

	return height(record, tree, child[1]) - height(record, tree, child[0]);
}

static u32 balance(const struct dmr_record *record, int tree, u32 i)
{
	int by = lean(record, tree, i), side = by > 0;
	struct dmr_map *map = dmr_map_at(record, i);
	u32 child;
	int inner;

	if (by >= -1 && by <= 1)
		return i;
	child = map->child[tree][side];
	inner = lean(record, tree, child);
	if (side ? inner < 0 : inner > 0)
		map->child[tree][side] = rotate(record, tree, child, side);
	return rotate(record, tree, i, !side);
}

/* What hung below the n-th of the path is replaced */
static void relink(struct dmr_record *record, int tree, const struct path *path,
		   int n, u32 from, u32 to)
{
	u32 *child;

	if (n < 0) {
		record->root[tree] = to;
		return;
	}
	child = dmr_map_at(record, path->at[n])->child[tree];
	child[child[1] == from] = to;
}

/* Mend the path from its end up; above 'must' as soon as nothing changes */
static void mend(struct dmr_record *record, int tree, struct path *path,
		 int must)
{
	int n = path->n;
	bool changed;
	u32 i, top;

	while (n-- > 0) {
		i = path->at[n];
		changed = update(record, tree, i);
		top = balance(record, tree, i);
		if (top != i)
			relink(record, tree, path, n - 1, i, top);
		else if (!changed && n < must)
			return;
	}
}

void dmr_tree_insert(struct dmr_record *record, int tree, u32 i)
{
	struct dmr_map *map = dmr_map_at(record, i), *m;
	struct path path = {.n = 0};
	u32 at = record->root[tree];
	int side = 0;

	map->child[tree][0] = map->child[tree][1] = 0;
	map->height[tree] = 1;
	if (tree == DMR_BY_PFN)
		map->max_last = dmr_map_last(map);
	while (at) {
		m = dmr_map_at(record, at);
		path.at[path.n++] = at;
		side = !before(tree, map, i, m, at);
		at = m->child[tree][side];
	}
	if (!path.n) {
		record->root[tree] = i;
		return;
	}
	dmr_map_at(record, path.at[path.n - 1])->child[tree][side] = i;
	mend(record, tree, &path, path.n - 1);
}

static void find(const struct dmr_record *record, int tree, u32 i,
		 struct path *path)
{
	const struct dmr_map *map = dmr_map_at(record, i), *m;
	u32 at = record->root[tree];

	path->n = 0;
	while (at != i) {
		m = dmr_map_at(record, at);
		path->at[path->n++] = at;
		at = m->child[tree][!before(tree, map, i, m, at)];
	}
	path->at[path->n++] = i;
}

/* Put the next in order in the place of i, which has two children */
static void replace(struct dmr_record *record, int tree, struct path *path,
		    u32 i)
{
	struct dmr_map *map = dmr_map_at(record, i), *m;
	u32 next = map->child[tree][1];
	int place = path->n - 1;

	for (;;) {
		path->at[path->n++] = next;
		m = dmr_map_at(record, next);
		if (!m->child[tree][0])
			break;
		next = m->child[tree][0];
	}
	relink(record, tree, path, path->n - 2, next, m->child[tree][1]);
	m->child[tree][0] = map->child[tree][0];
	m->child[tree][1] = map->child[tree][1];
	path->at[place] = next;
	relink(record, tree, path, place - 1, i, next);
	path->n--;
	mend(record, tree, path, place);
}

void dmr_tree_remove(struct dmr_record *record, int tree, u32 i)
{
	const u32 *child = dmr_map_at(record, i)->child[tree];
	struct path path;

	find(record, tree, i, &path);
	if (child[0] && child[1]) {
		replace(record, tree, &path, i);
		return;
	}
	path.n--;
	relink(record, tree, &path, path.n - 1, i,
	       child[0] ? child[0] : child[1]);
	mend(record, tree, &path, path.n - 1);
}

/* The mappings at or before, and after, an address of a space */
static void around(const struct dmr_record *record, u64 space, u64 va,
		   u32 *floor, u32 *ceiling)
{
	u32 at = record->root[DMR_BY_VA];
	const struct dmr_map *map;
	bool right;

	*floor = *ceiling = 0;
	while (at) {
		map = dmr_map_at(record, at);
		right = map->space != space ? map->space < space :
					      map->va <= va;
		*(right ? floor : ceiling) = at;
		at = map->child[DMR_BY_VA][right];
	}
}

static bool in_space(const struct dmr_record *record, u32 i, u64 space)
{
	return i && dmr_map_at(record, i)->space == space;
}

u32 dmr_tree_va(const struct dmr_record *record, u64 space, u64 va)
{
	u32 floor, ceiling;

	around(record, space, va, &floor, &ceiling);
	if (in_space(record, floor, space) &&
	    dmr_map_va_last(dmr_map_at(record, floor)) >= va)
		return floor;
	return in_space(record, ceiling, space) ? ceiling : 0;
}

u32 dmr_tree_before(const struct dmr_record *record, u64 space, u64 va)
{
	u32 floor, ceiling;

	if (!va)
		return 0;
	around(record, space, va - 1, &floor, &ceiling);
	if (in_space(record, floor, space) &&
	    dmr_map_va_last(dmr_map_at(record, floor)) == va - 1)
		return floor;
	return 0;
}

u64 dmr_tree_next_pfn(const struct dmr_record *record, u64 pfn, u64 limit)
{
	u32 at = record->root[DMR_BY_PFN];
	const struct dmr_map *map;

	while (at) {
		map = dmr_map_at(record, at);
		if (map->pfn > pfn && map->pfn < limit)
			limit = map->pfn;
		at = map->child[DMR_BY_PFN][map->pfn <= pfn];
	}
	return limit;
}

static void push(const struct dmr_record *record, struct dmr_over *over, u32 at)
{
	const struct dmr_map *map;

	while (at) {
		map = dmr_map_at(record, at);
		if (map->max_last < over->first)
			return;
		over->stack[over->n++] = at;
		at = map->child[DMR_BY_PFN][0];
	}
}

void dmr_over_begin(const struct dmr_record *record, struct dmr_over *over,
		    u64 first, u64 last)
{
	over->first = first;
	over->last = last;
	over->n = 0;
	push(record, over, record->root[DMR_BY_PFN]);
}

u32 dmr_over_next(const struct dmr_record *record, struct dmr_over *over)
{
	const struct dmr_map *map;
	u32 i;

	while (over->n) {
		i = over->stack[--over->n];
		map = dmr_map_at(record, i);
		if (map->pfn > over->last)
			break;
		push(record, over, map->child[DMR_BY_PFN][1]);
		if (dmr_map_last(map) >= over->first)
			return i;
	}
	over->n = 0;
	return 0;
}
