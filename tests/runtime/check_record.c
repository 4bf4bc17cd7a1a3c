// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "check_record.h"
#include "core/internal.h"

/* one error is enough: the first stays */
static const char *error;

static void want(bool holds, const char *text)
{
	if (!holds && !error)
		error = text;
}

/* -------------------------------------------------------------------- trees */

struct walked {
	const struct dmr_map *last;
	u32 last_index;
	u32 n, nodes;
	u32 node[DMR_LEVELS]; /* the last one of each level */
	u64 max_last;
};

static bool in_order(int tree, const struct dmr_map *a, u32 ai,
		     const struct dmr_map *b, u32 bi)
{
	if (tree == DMR_BY_PFN)
		return a->pfn < b->pfn || (a->pfn == b->pfn && ai < bi);
	if (a->space != b->space)
		return a->space < b->space;
	return a->va <= b->va && dmr_map_va_last(a) < b->va;
}

/* is the entry's key not above what is in the tree there? */
static bool not_above(int tree, const struct dmr_node *node, u32 k,
		      const struct dmr_map *map, u32 i)
{
	if (tree == DMR_BY_PFN)
		return node->entry[k].key < map->pfn ||
		       (node->entry[k].key == map->pfn &&
			node->entry[k].tie <= i);
	return node->entry[k].more < map->space ||
	       (node->entry[k].more == map->space &&
		node->entry[k].key <= map->va);
}

static void visit(const struct dmr_record *record, int tree, u32 i,
		  struct walked *walked)
{
	const struct dmr_map *map = dmr_map_at(record, i);

	want(map->kind != DMR_KIND_NONE, "a free slot is in a tree");
	want(!walked->last ||
		     in_order(tree, walked->last, walked->last_index, map, i),
	     "a tree is out of order, or addresses overlap");
	walked->last = map;
	walked->last_index = i;
	walked->n++;
	walked->max_last = dmr_map_last(map);
}

static void check_node(const struct dmr_node *node, u32 before)
{
	want(node->n && node->n <= DMR_FANOUT, "a node is empty or too full");
	want(node->prev == before, "a node is not linked to the one before it");
	for (u32 k = node->n; k < DMR_FANOUT; k++)
		want(node->entry[k].key == ~0ULL &&
			     node->entry[k].more == ~0ULL,
		     "an entry that is not used has a value");
}

/* Sets walked->max_last; the keys hold for what is left of them, too */
static void walk(const struct dmr_record *record, int tree, int level, u32 i,
		 struct walked *walked)
{
	const struct dmr_node *node = dmr_node_at(record, i);
	const struct dmr_map *before;
	u64 max_last = 0;

	check_node(node, walked->node[level]);
	walked->node[level] = i;
	walked->nodes++;
	for (u32 k = 0; k < node->n && !error; k++) {
		before = walked->last;
		want(!before || !not_above(tree, node, k, before,
					   walked->last_index),
		     "a key is not above what is left of it");
		if (level + 1 == record->tree[tree].levels)
			visit(record, tree, node->entry[k].child, walked);
		else
			walk(record, tree, level + 1, node->entry[k].child,
			     walked);
		if (tree == DMR_BY_PFN)
			want(node->entry[k].more == walked->max_last,
			     "a largest frame is wrong");
		if (walked->max_last > max_last)
			max_last = walked->max_last;
	}
	walked->max_last = max_last;
}

/* the first of a subtree is the hardest for its key */
static void check_keys(const struct dmr_record *record, int tree, int level,
		       u32 i, u32 *first)
{
	const struct dmr_node *node = dmr_node_at(record, i);
	u32 below;

	for (u32 k = 0; k < node->n && !error; k++) {
		below = node->entry[k].child;
		if (level + 1 < record->tree[tree].levels)
			check_keys(record, tree, level + 1,
				   node->entry[k].child, &below);
		want(not_above(tree, node, k, dmr_map_at(record, below), below),
		     "a key is above what is below it");
		if (!k)
			*first = below;
	}
}

static void check_trees(const struct dmr_record *record)
{
	u32 nodes = 0, first;

	for (int tree = 0; tree < DMR_TREES && !error; tree++) {
		struct walked walked = {};

		if (record->tree[tree].levels) {
			walk(record, tree, 0, record->tree[tree].root, &walked);
			check_keys(record, tree, 0, record->tree[tree].root,
				   &first);
		}
		for (int level = 0; level < DMR_LEVELS; level++)
			want(!walked.node[level] ||
				     !dmr_node_at(record, walked.node[level])
					      ->next,
			     "the last node of a level has a next one");
		want(walked.n == record->maps.nr_live,
		     "a tree has not all mappings");
		nodes += walked.nodes;
	}
	want(nodes == record->nodes.nr_live, "nodes of no tree");
}

/* -------------------------------------------------------------------- pools */

static void check_pool(const struct dmr_pool *pool)
{
	u32 n = 0;

	for (u32 i = pool->free; i; i = *(u32 *)dmr_pool_at(pool, i)) {
		want(i < dmr_pool_slots(pool), "a free list leaves its pool");
		if (error || n++ > dmr_pool_slots(pool))
			break;
	}
	want(n == pool->nr_free, "a free list has another length");
	if (pool->nr_chunks)
		want(pool->nr_free + pool->nr_live + 1 == dmr_pool_slots(pool),
		     "objects of a pool are lost");
}

static const struct dmr_map *live(const struct dmr_record *record, u32 i)
{
	const struct dmr_map *map = dmr_map_at(record, i);

	return map->kind == DMR_KIND_NONE ? NULL : map;
}

static void check_owners(const struct dmr_record *record)
{
	u32 slots = dmr_pool_slots(&record->owners);
	u32 stacks = dmr_pool_slots(&record->stacks), n = 0, hashed = 0;
	u32 *refs = calloc(slots + 1, sizeof(*refs));
	u32 *stack_refs = calloc(stacks + 1, sizeof(*refs));
	const struct dmr_map *map;

	for (u32 i = 1; i < dmr_pool_slots(&record->maps); i++) {
		map = live(record, i);
		if (map && map->owner < slots)
			refs[map->owner]++;
	}
	for (u32 i = 1; i < slots; i++) {
		const struct dmr_owner *owner = dmr_owner_at(record, i);

		/* of a free one the first word links, and the rest is 0 */
		want(owner->refs == refs[i], "references of an owner");
		stack_refs[owner->stack]++;
		n += owner->refs > 0;
		hashed += owner->hashed;
	}
	want(n == record->owners.nr_live, "owners nobody refers to");
	for (int h = 0; h < DMR_OWNER_HASH; h++)
		for (u32 i = record->owner_hash[h]; i && hashed;
		     i = dmr_owner_at(record, i)->next, hashed--)
			want(dmr_owner_at(record, i)->refs,
			     "a hash has a free owner");
	want(!hashed, "owners are not all in the hash");
	n = 0;
	for (int h = 0; h < DMR_STACK_HASH; h++) {
		const struct dmr_stack *stack;

		for (u32 i = record->stack_hash[h]; i; i = stack->next) {
			stack = dmr_stack_at(record, i);
			want(stack->refs == stack_refs[i],
			     "references of a stack");
			n++;
		}
	}
	want(n == record->stacks.nr_live, "stacks are not all in the hash");
	free(refs);
	free(stack_refs);
}

/* ------------------------------------------------------------------ filters */

static bool touches(const struct dmr_map *map, u64 section, u64 max_pfn)
{
	return map->pfn < max_pfn && map->pfn >> DMR_SECTION_SHIFT <= section &&
	       dmr_map_last(map) >> DMR_SECTION_SHIFT >= section;
}

static u32 objects_of(const struct dmr_record *record, u64 section)
{
	const struct dmr_map *map;
	u32 n = 0;

	for (u32 i = 1; i < dmr_pool_slots(&record->maps); i++) {
		map = live(record, i);
		n += map && touches(map, section, record->filter.max_pfn);
	}
	return n;
}

/* How many mappings are over each frame of a section, as far as bytes count */
static void count_frames(const struct dmr_record *record, u64 section,
			 u8 counts[DMR_SECTION])
{
	u64 first = section << DMR_SECTION_SHIFT,
	    last = first + DMR_SECTION - 1;
	const struct dmr_map *map;

	memset(counts, 0, DMR_SECTION);
	if (last >= record->filter.max_pfn)
		last = record->filter.max_pfn - 1;
	for (u32 i = 1; i < dmr_pool_slots(&record->maps); i++) {
		map = live(record, i);
		if (!map)
			continue;
		for (u64 pfn = map->pfn > first ? map->pfn : first;
		     pfn <= last && pfn <= dmr_map_last(map); pfn++)
			counts[pfn - first] += counts[pfn - first] <
					       DMR_BYTE_COUNT;
	}
}

static void check_section(const struct dmr_record *record, u64 n)
{
	const struct dmr_section *section = &record->filter.sections[n];
	u8 counts[DMR_SECTION];

	want(section->objects == objects_of(record, n),
	     "mappings of a section");
	if (!section->bytes)
		want(!section->objects && !section->doubt,
		     "a section with mappings has no filter");
	if (!section->bytes || section->bytes == DMR_SECTION_ALL)
		return;
	count_frames(record, n, counts);
	for (u32 i = 0; i < DMR_SECTION && !error; i++)
		want((section->bytes[i] & DMR_BYTE_COUNT) == counts[i],
		     "a byte of the filter is wrong");
}

static void check_addresses(const struct dmr_record *record)
{
	static struct dmr_record again;

	memset(again.filter.va, 0, sizeof(again.filter.va));
	memset(again.filter.space, 0, sizeof(again.filter.space));
	again.filter.va_huge = 0;
	for (u32 i = 1; i < dmr_pool_slots(&record->maps); i++) {
		const struct dmr_map *map = live(record, i);

		if (map)
			dmr_filter_va(&again, map->space, map->va, map->npages,
				      1);
	}
	want(!memcmp(again.filter.va, record->filter.va,
		     sizeof(again.filter.va)),
	     "the filter of addresses");
	want(!memcmp(again.filter.space, record->filter.space,
		     sizeof(again.filter.space)),
	     "the filter of spaces");
	want(again.filter.va_huge == record->filter.va_huge,
	     "the count of huge mappings");
}

static void check_filter(const struct dmr_record *record)
{
	u32 all = 0, spares = record->filter.nr_spares;

	for (u64 n = 0; n < record->filter.nr_sections && !error; n++) {
		const struct dmr_section *s = &record->filter.sections[n];

		check_section(record, n);
		all += s->bytes == DMR_SECTION_ALL && !s->doubt;
	}
	want(all == record->filter.nr_all, "sections without a chunk");
	for (u32 i = 0; i < spares && !error; i++)
		for (u32 b = 0; b < DMR_SECTION; b++)
			want(!record->filter.spares[i][b],
			     "a spare chunk is not empty");
	check_addresses(record);
}

/* ------------------------------------------------------------------- counts */

static void check_counts(const struct dmr_record *record)
{
	u64 by_kind[DMR_KIND_COUNT] = {}, pages[DMR_TYPE_COUNT] = {};
	u32 pending = 0;

	for (u32 i = 1; i < dmr_pool_slots(&record->maps); i++) {
		const struct dmr_map *map = live(record, i);

		if (!map)
			continue;
		by_kind[map->kind]++;
		if (map->kind == DMR_KIND_LINEAR)
			pages[map->type] += map->npages;
	}
	want(!memcmp(by_kind, record->stats.by_kind, sizeof(by_kind)),
	     "the counts of kinds");
	want(!memcmp(pages, record->stats.linear_pages, sizeof(pages)),
	     "the counts of pages in the linear map");
	for (int i = 0; i < DMR_PENDING; i++)
		pending += record->pending[i].used;
	want(pending == record->nr_pending, "the count of open verdicts");
	want(record->stats.bytes <= record->config.max_bytes,
	     "the bound is broken");
}

const char *check_record(struct dmr_record *record)
{
	error = NULL;
	check_trees(record);
	if (!error) {
		check_pool(&record->maps);
		check_pool(&record->nodes);
		check_pool(&record->owners);
		check_pool(&record->stacks);
		check_pool(&record->modules);
		check_owners(record);
		check_filter(record);
		check_counts(record);
	}
	return error;
}
