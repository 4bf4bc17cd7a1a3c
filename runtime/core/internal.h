/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_INTERNAL_H
#define DMALIAS_CORE_INTERNAL_H

#include "record.h"

/*
 * The inside of the record. All functions here want the record's lock held,
 * but for those that say otherwise.
 */

#define DMR_PAGE_SHIFT 12
/* frames of 56 address bits: no architecture has more */
#define DMR_PFN_LIMIT (1ULL << 44)
/* of one mapping: 8 TiB */
#define DMR_MAP_PAGES (1ULL << 31)
/* exceptions of the linear map: in a space of their own, at pfn << 12 */
#define DMR_SPACE_LINEAR (~0ULL)

static inline u64 dmr_bytes(u64 npages)
{
	return npages << DMR_PAGE_SHIFT;
}

/* ------------------------------------------------------------------ pool.c */

/*
 * Objects of one size, named by a number from 1 on (0: none). They come in
 * chunks that stay where they are until the pool goes; a free object's first
 * word links the free list.
 */
struct dmr_pool {
	u8 **chunks;
	u32 object; /* bytes of one */
	u32 shift; /* objects of a chunk, log2 */
	u32 nr_chunks, max_chunks;
	u32 free, nr_free; /* nr_free is read without the lock too */
	u32 nr_live;
	u32 keep; /* dmr_refill() leaves at least so many free */
};

/* max: bytes that it will never have more of */
int dmr_pool_init(struct dmr_record *record, struct dmr_pool *pool, u32 object,
		  u32 shift, u32 keep, u64 max);
void dmr_pool_deinit(struct dmr_pool *pool);
u32 dmr_pool_get(struct dmr_pool *pool); /* zeroed; 0: none is free */
void dmr_pool_put(struct dmr_pool *pool, u32 i);
bool dmr_pool_low(const struct dmr_pool *pool); /* without the lock */
/* takes the lock itself; -ENOMEM */
int dmr_pool_refill(struct dmr_record *record, struct dmr_pool *pool);

static inline void *dmr_pool_chunk(const struct dmr_pool *pool, u32 i)
{
	return pool->chunks[i >> pool->shift];
}

static inline u32 dmr_pool_offset(const struct dmr_pool *pool, u32 i)
{
	return i & ((1U << pool->shift) - 1);
}

static inline void *dmr_pool_at(const struct dmr_pool *pool, u32 i)
{
	return (u8 *)dmr_pool_chunk(pool, i) +
	       (size_t)dmr_pool_offset(pool, i) * pool->object;
}

/* slots there are, used or not, with slot 0 */
static inline u32 dmr_pool_slots(const struct dmr_pool *pool)
{
	return pool->nr_chunks << pool->shift;
}

/* memory within max_bytes; takes the lock itself */
void *dmr_take(struct dmr_record *record, size_t size);

/* ------------------------------------------------------------------ tree.c */

enum { DMR_BY_PFN, DMR_BY_VA, DMR_TREES };

enum {
	DMR_FANOUT = 16,
	DMR_LEVELS = 24, /* two nodes side by side have 12 entries or more */
	DMR_NODES_CUT = 16, /* kept for mappings that are cut, not for new ones
			     */
};

/* What mappings are ordered by: by frame (key, tie), by address (more, key) */
struct dmr_entry {
	u64 key; /* first frame; address */
	u64 more; /* largest last frame; space */
	u32 tie; /* by frame: which mapping */
	u32 child; /* a node, of a leaf a mapping */
};

/* Of either tree, see tree.c. What is not used of it is all ones. */
struct dmr_node {
	u32 n; /* of its entries. Links the free list. */
	u32 next, prev; /* of its level, 0: none */
	struct dmr_entry entry[DMR_FANOUT];
};

struct dmr_tree {
	u32 root;
	int levels; /* 0: empty, 1: the root is a leaf */
};

/* A place in a leaf, and the way to it from the root */
struct dmr_spot {
	u32 node[DMR_LEVELS];
	u8 slot[DMR_LEVELS];
};

/* In the tree by space and address no two of them overlap */
struct dmr_map {
	u32 owner; /* 0: not known. Links the free list. */
	u32 npages; /* up to DMR_MAP_PAGES */
	u64 pfn;
	u64 va, space;
	u16 flags; /* DMR_EV_*; REPORTED only where there is no owner */
	u8 kind; /* DMR_KIND_NONE: the slot is free */
	u8 type, asked;
};

static inline u64 dmr_map_last(const struct dmr_map *map)
{
	return map->pfn + map->npages - 1;
}

/* the address of its last byte: an end may be 2^64 */
static inline u64 dmr_map_va_last(const struct dmr_map *map)
{
	return map->va + (dmr_bytes(map->npages) - 1);
}

/* are there nodes to insert a mapping into both, and so many more? */
bool dmr_tree_ready(const struct dmr_record *record, u32 reserve);
void dmr_tree_insert(struct dmr_record *record, int tree, u32 i);
void dmr_tree_remove(struct dmr_record *record, int tree, u32 i);
/* the first mapping of the space that ends at or after va; 0: none */
u32 dmr_tree_va(struct dmr_record *record, u64 space, u64 va);
/* the mapping of the space that ends just before va; 0: none */
u32 dmr_tree_before(struct dmr_record *record, u64 space, u64 va);

/* Mappings over frames first..last, by their first frame */
struct dmr_over {
	u64 first, last;
	int n; /* levels of the way that are gone */
	struct dmr_spot spot;
};

void dmr_over_begin(const struct dmr_record *record, struct dmr_over *over,
		    u64 first, u64 last);
u32 dmr_over_next(const struct dmr_record *record, struct dmr_over *over);

/* ---------------------------------------------------------------- filter.c */

enum {
	DMR_SECTION_SHIFT = 15, /* 128 MiB */
	DMR_SECTION = 1 << DMR_SECTION_SHIFT,
	DMR_VA_SHIFT = 21,
	DMR_VA_SLOTS = 4096,
	DMR_VA_REGIONS = 1024, /* more regions than this are not told apart */
	DMR_SPACE_SLOTS = 256,
	DMR_SPARES = 3,
	DMR_SPARES_LOW = 2,
};

/* Of 32768 frames. bytes: NULL, DMR_SECTION_ALL or one byte a frame. */
struct dmr_section {
	u8 *bytes;
	u32 objects; /* mappings that touch it */
	u32 doubt; /* some of its frames have DMR_BYTE_DOUBT */
};

#define DMR_SECTION_ALL ((u8 *)1) /* the tree has to be asked */
/* how many mappings are over the frame; as many or more */
enum { DMR_BYTE_COUNT = 0x7f, DMR_BYTE_DOUBT = 0x80 };

struct dmr_filter {
	struct dmr_section *sections;
	u64 max_pfn, nr_sections;
	u32 nr_all; /* sections without a chunk that may have one later */
	u32 high; /* mappings that touch frames above max_pfn */
	u32 nr_spares;
	u8 *spares[DMR_SPARES];
	u32 va_huge;
	u32 va[DMR_VA_SLOTS];
	u32 space[DMR_SPACE_SLOTS];
};

int dmr_filter_init(struct dmr_record *record);
void dmr_filter_deinit(struct dmr_record *record);
int dmr_filter_refill(struct dmr_record *record); /* takes the lock itself */
bool dmr_filter_low(const struct dmr_record *record); /* without the lock */

/* a mapping over these frames comes; goes */
void dmr_filter_hold(struct dmr_record *record, u64 pfn, u64 npages);
void dmr_filter_drop(struct dmr_record *record, u64 pfn, u64 npages);
/* and its frames, which may come and go by parts; once each */
void dmr_filter_set(struct dmr_record *record, u64 pfn, u64 npages);
void dmr_filter_clear(struct dmr_record *record, u64 pfn, u64 npages);
/* a mapping was lost: these frames are in doubt from now on */
void dmr_filter_doubt(struct dmr_record *record, u64 pfn, u64 npages);
void dmr_filter_va(struct dmr_record *record, u64 space, u64 va, u64 npages,
		   int add);

/* ------------------------------------------------------------------- ram.c */

enum { DMR_RAM_RANGES = 256 };

/* Sorted, apart from each other */
struct dmr_ram {
	u32 n;
	struct dmr_ram_range {
		u64 first, last;
	} ranges[DMR_RAM_RANGES];
};

void dmr_ram_add(struct dmr_record *record, u64 pfn, u64 npages);
/* how many frames from pfn to last are RAM (or not) as pfn is. No lock. */
u64 dmr_ram_span(const struct dmr_record *record, u64 pfn, u64 last, bool *ram);

/* ----------------------------------------------------------------- owner.c */

enum { DMR_OWNER_HASH = 8192, DMR_STACK_HASH = 4096 };

/* Who made mappings, all those of one call */
struct dmr_owner {
	u32 next; /* of the hash */
	u32 refs;
	u32 stack; /* 0: none */
	u32 pid;
	bool hashed; /* more events of its call may come */
	u64 batch, seq, time, func;
	u64 reported; /* dmr_key() of the free that was; 0: none */
	char comm[DMR_COMM];
	char device[DMR_DEVICE];
};

struct dmr_stack {
	u32 next;
	u32 refs;
	u32 hash;
	u32 nr;
	u64 address[DMR_STACK_MAX];
};

/* the events of one call have one key */
static inline u64 dmr_key(u64 batch, u64 seq)
{
	return batch ? batch * 2 + 1 : seq * 2;
}

/* the event's owner with a reference for the caller; 0: none to be had */
u32 dmr_owner_get(struct dmr_record *record, const struct dmr_event *event);
void dmr_owner_hold(struct dmr_record *record, u32 i, u32 refs);
void dmr_owner_put(struct dmr_record *record, u32 i);

/* ------------------------------------------------------------------- map.c */

/*
 * dmr_map_add - keep a mapping; owner: a reference of the caller's is not
 * taken, a new one is. False: the pool is empty, it is lost and counted.
 */
bool dmr_map_add(struct dmr_record *record, const struct dmr_map *model);
void dmr_map_remove(struct dmr_record *record, u32 i);
/* take the addresses first..last away from it; it may go or become two */
void dmr_map_cut(struct dmr_record *record, u32 i, u64 first, u64 last);
/* take all mappings away from there; returns how many were touched */
u32 dmr_map_clear(struct dmr_record *record, u64 space, u64 first, u64 last);

/* ---------------------------------------------------------------- decide.c */

/* What a part of an event meets: the worst of it */
struct dmr_meeting {
	u8 rule, what;
	bool mild; /* tolerated or sanctioned: for strict mode */
	u64 seq, space, va; /* who was there first is the other side */
	u32 other; /* a mapping; 0: the linear map as implied */
	u8 other_type; /* of the implied linear map */
};

/* has a free of these frames been reported, by another call than this one? */
bool dmr_reported(const struct dmr_record *record,
		  const struct dmr_event *event, const struct dmr_map *map);

enum { DMR_PART_OVER = 8 };

/* the run of an event, or a part of it that meets the same all over */
struct dmr_part {
	u64 va, pfn, npages;
	bool ram;
	u8 linear; /* type of the linear map, DMR_TYPE_UNKNOWN: has none */
	u32 exception; /* the mapping that says so, 0: implied */
	u32 n; /* mappings over it; more than DMR_PART_OVER are not listed */
	u32 over[DMR_PART_OVER];
};

/* Mappings over a part, one after the other */
struct dmr_part_over {
	const struct dmr_part *part;
	u32 n;
	struct dmr_over over; /* where the part does not list them */
};

/* walks a run part by part; false at the end */
bool dmr_part_next(struct dmr_record *record, const struct dmr_run *run,
		   struct dmr_part *part);
void dmr_decide_map(struct dmr_record *record, const struct dmr_event *event,
		    const struct dmr_part *part, struct dmr_meeting *ret);
void dmr_decide_linear(struct dmr_record *record, const struct dmr_event *event,
		       const struct dmr_part *part, struct dmr_meeting *ret);
void dmr_decide_free(struct dmr_record *record, const struct dmr_event *event,
		     const struct dmr_part *part, struct dmr_meeting *changed,
		     struct dmr_meeting *aliased);

/* --------------------------------------------------------------- pending.c */

enum {
	DMR_PENDING = 8, /* verdicts in the making */
	DMR_ABANDONED = 4096, /* events without one of the batch */
	DMR_SITES = 1024,
};

struct dmr_pending {
	bool used;
	u64 batch;
	u64 touched; /* record->applied then */
	struct dmr_verdict verdict;
};

struct dmr_site {
	u64 site;
	u32 rule; /* 0: free */
	u32 count;
};

void dmr_pending_meet(struct dmr_record *record, const struct dmr_event *event,
		      const struct dmr_part *part,
		      const struct dmr_meeting *meeting);
/* give out what the event completes, and what nobody will complete */
void dmr_pending_event(struct dmr_record *record,
		       const struct dmr_event *event);
void dmr_pending_flush(struct dmr_record *record);
void dmr_site_set(struct dmr_record *record, u32 rule, u64 site, u32 count);
/* the first address in a module, else the first, else 0 */
u64 dmr_stack_site(const struct dmr_record *record, const u64 *stack, u32 nr);
void dmr_side_of_map(const struct dmr_record *record, const struct dmr_map *map,
		     u64 pfn, struct dmr_side *ret);

/* ------------------------------------------------------- linear.c, free.c */

void dmr_apply_linear(struct dmr_record *record, const struct dmr_event *event);
void dmr_apply_free(struct dmr_record *record, const struct dmr_event *event);
/* true: the run can be; else it is counted as lost */
bool dmr_run_valid(struct dmr_record *record, struct dmr_run *run);
/* the same where only the frames count */
bool dmr_frames_valid(struct dmr_record *record, const struct dmr_run *run);
/*
 * dmr_linear_set - the linear map has model's type for a part; model has owner,
 * type, asked and flags. dmr_linear_forget - it is write-back again.
 */
void dmr_linear_set(struct dmr_record *record, const struct dmr_part *part,
		    struct dmr_map *model);
void dmr_linear_forget(struct dmr_record *record, const struct dmr_part *part);

/* ---------------------------------------------------------------- module.c */

struct dmr_module {
	u32 next; /* links the free list; unused otherwise */
	u32 used;
	u64 va, npages;
	char name[DMR_TEXT];
};

void dmr_module_apply(struct dmr_record *record, const struct dmr_event *event);

/* ---------------------------------------------------------------- record.c */

struct dmr_record {
	dmr_lock_t lock;
	struct dmr_config config;
	u64 seq;
	u64 applied; /* events, for what is to be forgotten after some */
	u64 linear_base; /* address of frame 0 in the linear map */
	bool has_linear_base;
	struct dmr_tree tree[DMR_TREES];
	/* the last one asked for by address: the next change is mostly there */
	bool spot_valid;
	u64 spot_space, spot_va;
	struct dmr_spot spot;
	u32 owner; /* of the event being applied, once there is one */
	bool owner_tried;
	struct dmr_pool maps, nodes, owners, stacks, modules;
	struct dmr_stats stats;
	struct dmr_ram ram[2];
	u32 ram_generation;
	u32 nr_pending;
	struct dmr_pending pending[DMR_PENDING];
	struct dmr_verdict verdict; /* scratch */
	struct dmr_event event; /* scratch of the snapshot */
	char release[DMR_TEXT];
	u32 owner_hash[DMR_OWNER_HASH];
	u32 stack_hash[DMR_STACK_HASH];
	struct dmr_site sites[DMR_SITES];
	u32 nr_sites;
	struct dmr_filter filter;
};

static inline struct dmr_map *dmr_map_at(const struct dmr_record *record, u32 i)
{
	return (struct dmr_map *)dmr_pool_chunk(&record->maps, i) +
	       dmr_pool_offset(&record->maps, i);
}

static inline struct dmr_node *dmr_node_at(const struct dmr_record *record,
					   u32 i)
{
	return (struct dmr_node *)dmr_pool_chunk(&record->nodes, i) +
	       dmr_pool_offset(&record->nodes, i);
}

static inline struct dmr_owner *dmr_owner_at(const struct dmr_record *record,
					     u32 i)
{
	return (struct dmr_owner *)dmr_pool_chunk(&record->owners, i) +
	       dmr_pool_offset(&record->owners, i);
}

static inline struct dmr_stack *dmr_stack_at(const struct dmr_record *record,
					     u32 i)
{
	return (struct dmr_stack *)dmr_pool_chunk(&record->stacks, i) +
	       dmr_pool_offset(&record->stacks, i);
}

/* the owner of the event being applied; made when first asked for */
u32 dmr_event_owner(struct dmr_record *record, const struct dmr_event *event);

static inline u64 dmr_hash(u64 v)
{
	v *= 0x9e3779b97f4a7c15ULL;
	return v ^ v >> 32;
}

#endif
