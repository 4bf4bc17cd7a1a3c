/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_RECORD_H
#define DMALIAS_CORE_RECORD_H

#include "verdict.h"

/*
 * The record of mappings that are not plain write-back: a byte a PFN as filter,
 * mapping objects in two trees (by PFN, an interval tree; by space and
 * address), owners and stacks that mappings share.
 *
 * Memory comes from pools that dmr_refill() fills in process context and events
 * draw from in any context. An event that finds a pool empty is dropped in
 * part: counted in stats, and the record says so from then on.
 */
struct dmr_record;

struct dmr_config {
	enum dmr_arch machine; /* whose types the events have */
	enum dmr_arch profile; /* whose rules are applied */
	bool strict; /* sanctioned and tolerated aliases are verdicts too */
	bool full; /* write-back aliases of RAM are kept as well */
	u64 max_pfn; /* size of the filter; frames above are not RAM */
	u64 max_bytes; /* of all pools and filters together */
	u64 module_start, module_end; /* where modules live: finds sites */
	bool single; /* one thread has it to itself: no lock, a replay's */
	/*
	 * Both are called with the lock held, in the context of the event: no
	 * printing, no sleeping. tap gets each event that was taken, with its
	 * seq set; verdict what it led to, after the tap. Either may be NULL.
	 */
	void (*tap)(void *arg, const struct dmr_event *event);
	void (*verdict)(void *arg, const struct dmr_verdict *verdict);
	void *arg;
};

struct dmr_stats {
	u64 events[DMR_OP_COUNT]; /* DMR_OP_NONE: those that cannot be */
	u64 mappings, owners, stacks; /* live */
	u64 mappings_peak;
	u64 by_kind[DMR_KIND_COUNT]; /* live mappings */
	u64 linear_pages[DMR_TYPE_COUNT]; /* pages the linear map has so */
	u64 bytes, max_bytes; /* allocated; the bound */
	u64 lost_mappings, lost_owners, lost_stacks, lost_filters;
	u64 failed_allocs; /* of dmr_refill() */
	u64 splits; /* large leaves of the linear map */
	u64 verdicts[DMR_RULE_COUNT];
	u64 suppressed; /* sanctioned or tolerated, not in strict mode */
	u64 unknown_unmaps; /* nothing was known of the range: most are plain */
	u64 lost_ram, lost_modules; /* ranges, names that had no room */
};

/*
 * dmr_start_event - the DMR_OP_START that begins a stream, and that is given
 * again when strict changes: what a replay has to know to decide alike.
 * @release: the kernel's, cut to DMR_TEXT - 1 bytes
 *
 * type: machine, asked: profile, count: bit 0 strict, bit 1 full; runs[0]:
 * module_start (va) and the pages from there to module_end; runs[1].npages:
 * max_pfn. In a snapshot runs[2].va is where the linear map has frame 0, if
 * that is known.
 */
void dmr_start_event(const struct dmr_config *config, const char *release,
		     struct dmr_event *event);

/* dmr_start_config - sets those members of @config; false: not such an event */
bool dmr_start_config(const struct dmr_event *event, struct dmr_config *config);

/* dmr_config_of - as given to dmr_create(), with the strict of now */
const struct dmr_config *dmr_config_of(const struct dmr_record *record);

/* A mapping with its owner, copied out */
struct dmr_mapping {
	u64 pfn, npages;
	struct dmr_side side; /* side.va is that of pfn */
};

/* dmr_create - -ENOMEM, -EINVAL (config); *ret is owned by the caller */
int dmr_create(const struct dmr_config *config, struct dmr_record **ret);
void dmr_destroy(struct dmr_record *record);

/*
 * dmr_apply - take an event: changes the record, decides, calls tap and
 * verdict. Any context but NMI. event->seq is set when it is 0, and kept
 * otherwise. Events of one batch are applied in turn; others may come between
 * them.
 */
void dmr_apply(struct dmr_record *record, struct dmr_event *event);

/*
 * dmr_marked - is anything known of these frames? Lockless; for the fast path.
 * True when in doubt (a filter chunk could not be had).
 */
bool dmr_marked(const struct dmr_record *record, u64 pfn, u64 npages);

/*
 * dmr_marked_each - dmr_marked() of any of the frames of an array: a thing is
 * the address of what stands for a frame, 1 << shift bytes for each from base
 * on (struct page in vmemmap). NULL ends the array before n.
 */
bool dmr_marked_each(const struct dmr_record *record, void *const *things,
		     u64 n, u64 base, u32 shift);

/* dmr_va_marked - may a mapping begin in [start, end) of the kernel's space? */
bool dmr_va_marked(const struct dmr_record *record, u64 start, u64 end);

/* dmr_space_known - has this user space any mapping in the record? Lockless. */
bool dmr_space_known(const struct dmr_record *record, u64 space);

/* dmr_is_ram - as told by DMR_OP_RAM; all of the frames */
bool dmr_is_ram(const struct dmr_record *record, u64 pfn, u64 npages);

/* dmr_linear_type - of one frame: an exception, or WB for RAM, else unknown */
enum dmr_type dmr_linear_type(struct dmr_record *record, u64 pfn);

/*
 * dmr_refill - fill the pools to their marks; may sleep. 0, or -ENOMEM when the
 * bound is reached or there is no memory (counted, not fatal).
 * dmr_low - is that due? Lockless.
 */
int dmr_refill(struct dmr_record *record);
bool dmr_low(const struct dmr_record *record);

/*
 * dmr_next - the next mapping at or after *cursor (0: the first); moves it on.
 * Takes the lock for one mapping: one that comes or goes during an iteration
 * may be missed, none is seen twice. False at the end.
 */
bool dmr_next(struct dmr_record *record, u64 *cursor, struct dmr_mapping *ret);

/*
 * dmr_reach - the end, last or less, of what no more than max > 0 mappings of
 * the space are in from va on: so that an unmap can be given in steps, and no
 * event holds the lock for as long as a caller likes.
 */
u64 dmr_reach(struct dmr_record *record, u64 space, u64 va, u64 last, u32 max);

/* dmr_query - mappings over one frame, up to max; returns how many there are */
size_t dmr_query(struct dmr_record *record, u64 pfn, struct dmr_mapping *ret,
		 size_t max);

/*
 * dmr_snapshot - give every mapping, RAM range and module to emit() as an event
 * that makes it anew (DMR_EV_SNAPSHOT), in one hold of the lock, and then call
 * done(), which may switch the tap on. For the start of a recording.
 */
void dmr_snapshot(struct dmr_record *record,
		  void (*emit)(void *arg, const struct dmr_event *event),
		  void (*done)(void *arg), void *arg);

/* dmr_snapshot_size - how many events dmr_snapshot() gives now */
u64 dmr_snapshot_size(struct dmr_record *record);

void dmr_stats(struct dmr_record *record, struct dmr_stats *ret);

/* dmr_set_strict - takes effect with the next event */
void dmr_set_strict(struct dmr_record *record, bool strict);

#endif
