// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two trees over the same mappings: by first frame, where each entry knows the
 * largest last frame below it, and by space and address. They are B+ trees: to
 * go down costs a cache miss for a level and not for a comparison.
 *
 * An entry of an inner node says that nothing below it is smaller than its key;
 * what is there may be larger, for keys stay when the smallest goes.
 */
#include "internal.h"

/* no mapping has it: it comes after all of them */
static const struct dmr_entry empty = {~0ULL, ~0ULL, ~0U, ~0U};

static inline struct dmr_entry entry_of(const struct dmr_record *record,
					int tree, u32 i)
{
	const struct dmr_map *map = dmr_map_at(record, i);

	if (tree == DMR_BY_PFN)
		return (struct dmr_entry){map->pfn, dmr_map_last(map), i, i};
	return (struct dmr_entry){map->va, map->space, 0, i};
}

/* ------------------------------------------------------------------- nodes */

static inline u32 not_after(int tree, const struct dmr_entry *a,
			    const struct dmr_entry *b)
{
	if (tree == DMR_BY_PFN)
		return (a->key < b->key) |
		       ((a->key == b->key) & (a->tie <= b->tie));
	return (a->more < b->more) |
	       ((a->more == b->more) & (a->key <= b->key));
}

/*
 * How many keys are below a value. Without branches: which way to go is as good
 * as random. What is not used comes after all.
 */
static inline u32 below(const struct dmr_node *node, u64 key)
{
	u32 half = (node->entry[DMR_FANOUT / 2 - 1].key < key) * DMR_FANOUT / 2;
	const struct dmr_entry *e = node->entry + half;
	u32 i, n = half;

#pragma GCC unroll 8
	for (i = 0; i < DMR_FANOUT / 2; i++)
		n += e[i].key < key;
	return n;
}

/* All of the node is in the space: the usual case but near the root */
static inline bool one_space(const struct dmr_node *node, u64 space)
{
	return node->n && node->entry[0].more == space &&
	       node->entry[node->n - 1].more == space;
}

static inline u32 below_both(const struct dmr_node *node,
			     const struct dmr_entry *e)
{
	u32 half = not_after(DMR_BY_VA, &node->entry[DMR_FANOUT / 2 - 1], e) *
		   DMR_FANOUT / 2;
	const struct dmr_entry *from = node->entry + half;
	u32 i, n = half;

#pragma GCC unroll 8
	for (i = 0; i < DMR_FANOUT / 2; i++)
		n += not_after(DMR_BY_VA, &from[i], e);
	return n;
}

/* How many entries are not after it */
static inline u32 rank(int tree, const struct dmr_node *node,
		       const struct dmr_entry *e)
{
	u32 n;

	if (tree == DMR_BY_VA && !one_space(node, e->more))
		return below_both(node, e);
	n = below(node, e->key);
	while (n < node->n && not_after(tree, &node->entry[n], e))
		n++;
	return n;
}

static void put(struct dmr_node *node, u32 at, const struct dmr_entry *e)
{
	struct dmr_entry *to = node->entry + at;

	memmove(to + 1, to, (node->n++ - at) * sizeof(*to));
	*to = *e;
}

static void take(struct dmr_node *node, u32 at)
{
	struct dmr_entry *to = node->entry + at;

	memmove(to, to + 1, (--node->n - at) * sizeof(*to));
	node->entry[node->n] = empty;
}

static u64 largest(const struct dmr_node *node)
{
	u64 more = 0;
	u32 i;

	for (i = 0; i < node->n; i++)
		more = node->entry[i].more > more ? node->entry[i].more : more;
	return more;
}

/* An entry for a node, in the one above it */
static struct dmr_entry summary(const struct dmr_record *record, int tree,
				u32 i)
{
	const struct dmr_node *node = dmr_node_at(record, i);
	struct dmr_entry e = node->entry[0];

	e.child = i;
	if (tree == DMR_BY_PFN)
		e.more = largest(node);
	return e;
}

/* A node after another one of its level; the caller has seen to there being one
 */
static u32 new_node(struct dmr_record *record, u32 after)
{
	u32 i = dmr_pool_get(&record->nodes), k;
	struct dmr_node *node = dmr_node_at(record, i), *left;

	for (k = 0; k < DMR_FANOUT; k++)
		node->entry[k] = empty;
	if (!after)
		return i;
	left = dmr_node_at(record, after);
	node->prev = after;
	node->next = left->next;
	if (node->next)
		dmr_node_at(record, node->next)->prev = i;
	left->next = i;
	return i;
}

static void free_node(struct dmr_record *record, u32 i)
{
	const struct dmr_node *node = dmr_node_at(record, i);

	if (node->prev)
		dmr_node_at(record, node->prev)->next = node->next;
	if (node->next)
		dmr_node_at(record, node->next)->prev = node->prev;
	dmr_pool_put(&record->nodes, i);
}

/* -------------------------------------------------------------------- spots */

static inline void descend(const struct dmr_record *record, int tree,
			   const struct dmr_entry *e, struct dmr_spot *spot)
{
	u32 at = record->tree[tree].root, slot;
	int level, levels = record->tree[tree].levels;

	for (level = 0; level < levels; level++) {
		const struct dmr_node *node = dmr_node_at(record, at);

		slot = rank(tree, node, e);
		spot->node[level] = at;
		if (level < levels - 1)
			slot -= slot > 0;
		spot->slot[level] = slot;
		at = node->entry[slot & (DMR_FANOUT - 1)].child;
	}
}

/* Where it is to go: in the leaf, behind all that are not after it */
static void find_pfn(const struct dmr_record *record, const struct dmr_entry *e,
		     struct dmr_spot *spot)
{
	descend(record, DMR_BY_PFN, e, spot);
}

/* By address: what is looked for is mapped or unmapped then */
static void find_va(struct dmr_record *record, const struct dmr_entry *e)
{
	struct dmr_spot *spot = &record->spot;

	if (record->spot_valid && record->spot_va == e->key &&
	    record->spot_space == e->more)
		return;
	descend(record, DMR_BY_VA, e, spot);
	record->spot_va = e->key;
	record->spot_space = e->more;
	record->spot_valid = true;
}

static struct dmr_spot *find(struct dmr_record *record, int tree,
			     const struct dmr_entry *e, struct dmr_spot *space)
{
	if (tree == DMR_BY_PFN) {
		find_pfn(record, e, space);
		return space;
	}
	find_va(record, e);
	record->spot_valid = false;
	return &record->spot;
}

/* --------------------------------------------------------------- insertion */

/* A level more; what is to come may be the smallest of all */
static void new_root(struct dmr_record *record, int tree, struct dmr_spot *spot,
		     const struct dmr_entry *e)
{
	struct dmr_tree *t = &record->tree[tree];
	struct dmr_entry old = summary(record, tree, t->root);
	int level;

	if (!not_after(tree, &dmr_node_at(record, t->root)->entry[0], e))
		old = (struct dmr_entry){
			.key = e->key,
			.more = tree == DMR_BY_VA ? e->more : old.more,
			.tie = e->tie,
			.child = old.child,
		};
	t->root = new_node(record, 0);
	put(dmr_node_at(record, t->root), 0, &old);
	for (level = t->levels++; level > 0; level--) {
		spot->node[level] = spot->node[level - 1];
		spot->slot[level] = spot->slot[level - 1];
	}
	spot->node[0] = t->root;
	spot->slot[0] = 0;
}

/* Give the entries from 'at' on to a new node; at the end, for a run of maps */
static u32 split(struct dmr_record *record, u32 i, u32 at)
{
	u32 new = new_node(record, i);
	struct dmr_node *left = dmr_node_at(record, i);
	struct dmr_node *right = dmr_node_at(record, new);

	for (; at < left->n; at++) {
		right->entry[right->n++] = left->entry[at];
		left->entry[at] = empty;
	}
	left->n -= right->n;
	return new;
}

/* Put it into a full node, which becomes two; the new one is to go one up */
static struct dmr_entry put_split(struct dmr_record *record, int tree,
				  struct dmr_spot *spot, int level,
				  const struct dmr_entry *e)
{
	u32 i = spot->node[level], at = spot->slot[level];
	u32 half = at == DMR_FANOUT ? DMR_FANOUT : DMR_FANOUT / 2;
	u32 new = split(record, i, half);
	struct dmr_node *above = dmr_node_at(record, spot->node[level - 1]);

	if (at >= half)
		put(dmr_node_at(record, new), at - half, e);
	else
		put(dmr_node_at(record, i), at, e);
	if (tree == DMR_BY_PFN)
		above->entry[spot->slot[level - 1]].more =
			largest(dmr_node_at(record, i));
	spot->slot[level - 1]++;
	return summary(record, tree, new);
}

static void put_up(struct dmr_record *record, int tree, struct dmr_spot *spot,
		   struct dmr_entry e)
{
	int level = record->tree[tree].levels - 1;
	struct dmr_node *node;

	for (;; level--) {
		node = dmr_node_at(record, spot->node[level]);
		if (node->n < DMR_FANOUT)
			break;
		if (!level) {
			new_root(record, tree, spot, &e);
			level = 1;
		}
		e = put_split(record, tree, spot, level, &e);
	}
	put(node, spot->slot[level], &e);
}

/* The way down knows of what is coming */
static void announce(struct dmr_record *record, int tree,
		     const struct dmr_spot *spot, const struct dmr_entry *e)
{
	int level;

	for (level = 0; level < record->tree[tree].levels - 1; level++) {
		struct dmr_node *node = dmr_node_at(record, spot->node[level]);
		u32 slot = spot->slot[level];

		if (!slot && !not_after(tree, &node->entry[0], e)) {
			node->entry[0].key = e->key;
			node->entry[0].tie = e->tie;
			if (tree == DMR_BY_VA)
				node->entry[0].more = e->more;
		}
		if (tree == DMR_BY_PFN && node->entry[slot].more < e->more)
			node->entry[slot].more = e->more;
	}
}

bool dmr_tree_ready(const struct dmr_record *record, u32 reserve)
{
	const struct dmr_tree *tree = record->tree;

	if (tree[0].levels >= DMR_LEVELS - 1 ||
	    tree[1].levels >= DMR_LEVELS - 1)
		return false;
	return record->nodes.nr_free >=
	       tree[0].levels + tree[1].levels + 2 + reserve;
}

void dmr_tree_insert(struct dmr_record *record, int tree, u32 i)
{
	struct dmr_entry e = entry_of(record, tree, i);
	struct dmr_tree *t = &record->tree[tree];
	struct dmr_spot space, *spot;

	if (!t->levels) {
		t->root = new_node(record, 0);
		t->levels = 1;
		record->spot_valid = false;
	}
	spot = find(record, tree, &e, &space);
	announce(record, tree, spot, &e);
	put_up(record, tree, spot, e);
}

/* ----------------------------------------------------------------- removal */

/* Let the entry after 'slot' become part of it, where both fit well in one */
static bool merge(struct dmr_record *record, int tree, struct dmr_node *above,
		  u32 slot)
{
	struct dmr_node *left, *right;
	u32 i;

	if (slot + 1 >= above->n)
		return false;
	left = dmr_node_at(record, above->entry[slot].child);
	right = dmr_node_at(record, above->entry[slot + 1].child);
	if (left->n + right->n > DMR_FANOUT * 3 / 4)
		return false;
	for (i = 0; i < right->n; i++)
		left->entry[left->n++] = right->entry[i];
	free_node(record, above->entry[slot + 1].child);
	take(above, slot + 1);
	if (tree == DMR_BY_PFN)
		above->entry[slot].more = largest(left);
	return true;
}

/*
 * A node has lost an entry, or one is smaller that had 'last'; true: the one
 * above it has changed, too.
 */
static bool shrink(struct dmr_record *record, int tree, struct dmr_node *above,
		   u32 slot, u64 last)
{
	u32 i = above->entry[slot].child;
	struct dmr_node *node = dmr_node_at(record, i);
	u64 more;

	if (!node->n) {
		free_node(record, i);
		take(above, slot);
		return true;
	}
	if (node->n < DMR_FANOUT / 2 &&
	    (merge(record, tree, above, slot) ||
	     (slot && merge(record, tree, above, slot - 1))))
		return true;
	if (tree == DMR_BY_VA || above->entry[slot].more > last)
		return false;
	more = largest(node);
	if (above->entry[slot].more == more)
		return false;
	above->entry[slot].more = more;
	return true;
}

/* A root of one child is not needed, nor one without any */
static void shrink_root(struct dmr_record *record, int tree)
{
	struct dmr_tree *t = &record->tree[tree];
	struct dmr_node *node;
	u32 below;

	while (t->levels) {
		node = dmr_node_at(record, t->root);
		if (node->n > 1 || (node->n == 1 && t->levels == 1))
			return;
		below = node->entry[0].child;
		free_node(record, t->root);
		t->root = below;
		t->levels--;
	}
}

void dmr_tree_remove(struct dmr_record *record, int tree, u32 i)
{
	struct dmr_entry e = entry_of(record, tree, i);
	struct dmr_spot space, *spot = find(record, tree, &e, &space);
	int level = record->tree[tree].levels - 1;

	take(dmr_node_at(record, spot->node[level]), spot->slot[level] - 1);
	while (level > 0 &&
	       shrink(record, tree, dmr_node_at(record, spot->node[level - 1]),
		      spot->slot[level - 1], e.more))
		level--;
	if (!level)
		shrink_root(record, tree);
}

/* --------------------------------------------------------------- questions */

/* The mapping before the spot, and the one there; 0: none is */
static void around(struct dmr_record *record, u64 space, u64 va, u32 *floor,
		   u32 *ceiling)
{
	struct dmr_entry e = {va, space, 0, 0};
	int level = record->tree[DMR_BY_VA].levels - 1;
	const struct dmr_node *leaf, *other;
	u32 slot;

	*floor = *ceiling = 0;
	if (level < 0)
		return;
	find_va(record, &e);
	leaf = dmr_node_at(record, record->spot.node[level]);
	slot = record->spot.slot[level];
	if (slot) {
		*floor = leaf->entry[slot - 1].child;
	} else if (leaf->prev) {
		other = dmr_node_at(record, leaf->prev);
		*floor = other->entry[other->n - 1].child;
	}
	if (slot < leaf->n)
		*ceiling = leaf->entry[slot].child;
	else if (leaf->next)
		*ceiling = dmr_node_at(record, leaf->next)->entry[0].child;
}

static bool in_space(const struct dmr_record *record, u32 i, u64 space)
{
	return i && dmr_map_at(record, i)->space == space;
}

u32 dmr_tree_va(struct dmr_record *record, u64 space, u64 va)
{
	u32 floor, ceiling;

	around(record, space, va, &floor, &ceiling);
	if (in_space(record, floor, space) &&
	    dmr_map_va_last(dmr_map_at(record, floor)) >= va)
		return floor;
	return in_space(record, ceiling, space) ? ceiling : 0;
}

u32 dmr_tree_before(struct dmr_record *record, u64 space, u64 va)
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

void dmr_over_begin(const struct dmr_record *record, struct dmr_over *over,
		    u64 first, u64 last)
{
	over->first = first;
	over->last = last;
	over->n = 0;
	if (!record->tree[DMR_BY_PFN].levels)
		return;
	over->spot.node[0] = record->tree[DMR_BY_PFN].root;
	over->spot.slot[0] = 0;
	over->n = 1;
}

u32 dmr_over_next(const struct dmr_record *record, struct dmr_over *over)
{
	const struct dmr_node *node;
	u32 slot;

	while (over->n) {
		node = dmr_node_at(record, over->spot.node[over->n - 1]);
		slot = over->spot.slot[over->n - 1];
		while (slot < node->n && node->entry[slot].more < over->first)
			slot++;
		if (slot == node->n) {
			over->n--;
			continue;
		}
		if (node->entry[slot].key > over->last)
			break;
		over->spot.slot[over->n - 1] = slot + 1;
		if (over->n == record->tree[DMR_BY_PFN].levels)
			return node->entry[slot].child;
		over->spot.node[over->n] = node->entry[slot].child;
		over->spot.slot[over->n++] = 0;
	}
	over->n = 0;
	return 0;
}
