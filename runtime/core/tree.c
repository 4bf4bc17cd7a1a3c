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

/*
 * Which way to go is as good as random: no branches, they would be mispredicted
 * at each second step.
 */
static inline bool before(int tree, const struct dmr_map *a, u32 ai,
			  const struct dmr_map *b, u32 bi)
{
	if (tree == DMR_BY_PFN)
		return (a->pfn < b->pfn) | ((a->pfn == b->pfn) & (ai < bi));
	return (a->space < b->space) |
	       ((a->space == b->space) & (a->va < b->va));
}

static inline struct dmr_map *child_of(const struct dmr_record *record,
				       const struct dmr_map *map, int tree,
				       int side)
{
	u32 i = map->child[tree][side];

	return i ? dmr_map_at(record, i) : NULL;
}

static inline u64 larger(u64 last, const struct dmr_map *child)
{
	return child && child->max_last > last ? child->max_last : last;
}

/*
 * Bring a node in line with its children; true: that changed it. *lean: how
 * much higher its right side is.
 */
static inline bool update(const struct dmr_record *record, int tree,
			  struct dmr_map *map, int *lean)
{
	const struct dmr_map *left = child_of(record, map, tree, 0);
	const struct dmr_map *right = child_of(record, map, tree, 1);
	int l = left ? left->height[tree] : 0;
	int r = right ? right->height[tree] : 0;
	int h = (l > r ? l : r) + 1;
	bool changed = h != map->height[tree];
	u64 last;

	*lean = r - l;
	map->height[tree] = h;
	if (tree == DMR_BY_VA)
		return changed;
	last = larger(larger(dmr_map_last(map), left), right);
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
	int lean;

	map->child[tree][!side] = top->child[tree][side];
	top->child[tree][side] = i;
	update(record, tree, map, &lean);
	update(record, tree, top, &lean);
	return up;
}

/* One side is higher by two; returns what comes up in its place */
static u32 balance(const struct dmr_record *record, int tree, u32 i, int side)
{
	struct dmr_map *map = dmr_map_at(record, i);
	u32 child = map->child[tree][side];
	int inner;

	update(record, tree, dmr_map_at(record, child), &inner);
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

static inline void mend_tree(struct dmr_record *record, int tree,
			     struct path *path, int must)
{
	int n = path->n, lean;
	bool changed;
	u32 i;

	while (n-- > 0) {
		i = path->at[n];
		changed = update(record, tree, dmr_map_at(record, i), &lean);
		if (lean < -1 || lean > 1)
			relink(record, tree, path, n - 1, i,
			       balance(record, tree, i, lean > 0));
		else if (!changed && n < must)
			return;
	}
}

/* Mend the path from its end up; above 'must' as soon as nothing changes */
static void mend(struct dmr_record *record, int tree, struct path *path,
		 int must)
{
	if (tree == DMR_BY_PFN)
		mend_tree(record, DMR_BY_PFN, path, must);
	else
		mend_tree(record, DMR_BY_VA, path, must);
}

/* The way down to where a mapping is, or would be as a child of the last */
static inline int descend(const struct dmr_record *record, int tree, u32 i,
			  struct path *path)
{
	const struct dmr_map *map = dmr_map_at(record, i);
	u32 at = record->root[tree];
	u64 last = dmr_map_last(map);
	struct dmr_map *m;
	int side = 0;

	path->n = 0;
	while (at && at != i) {
		m = dmr_map_at(record, at);
		path->at[path->n++] = at;
		side = !before(tree, map, i, m, at);
		if (tree == DMR_BY_PFN)
			m->max_last = m->max_last > last ? m->max_last : last;
		at = m->child[tree][side];
	}
	return side;
}

/* One for each tree: which it is costs at every step otherwise */
static int find(const struct dmr_record *record, int tree, u32 i,
		struct path *path)
{
	if (tree == DMR_BY_PFN)
		return descend(record, DMR_BY_PFN, i, path);
	return descend(record, DMR_BY_VA, i, path);
}

void dmr_tree_insert(struct dmr_record *record, int tree, u32 i)
{
	struct dmr_map *map = dmr_map_at(record, i);
	struct path path;
	int side;

	map->child[tree][0] = map->child[tree][1] = 0;
	map->height[tree] = 1;
	if (tree == DMR_BY_PFN)
		map->max_last = dmr_map_last(map);
	side = find(record, tree, i, &path);
	if (!path.n) {
		record->root[tree] = i;
		return;
	}
	dmr_map_at(record, path.at[path.n - 1])->child[tree][side] = i;
	mend(record, tree, &path, path.n - 1);
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
	path.at[path.n++] = i;
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
	u32 at = record->root[DMR_BY_VA], low = 0, high = 0;
	const struct dmr_map *map;
	bool right;

	while (at) {
		map = dmr_map_at(record, at);
		right = (map->space < space) |
			((map->space == space) & (map->va <= va));
		low = right ? at : low;
		high = right ? high : at;
		at = map->child[DMR_BY_VA][right];
	}
	*floor = low;
	*ceiling = high;
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
