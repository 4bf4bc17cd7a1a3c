// SPDX-License-Identifier: GPL-2.0
/*
 * The record held against the page tables.
 *
 * What counts is what the record would hold: mappings in the vmalloc area and
 * in user space that are not plain write-back RAM, and exceptions of the linear
 * map. The kernel's own image, modules, fixmap, cpu entry area, vmemmap and
 * EFI's mappings are left out: no driver makes them, and set_memory_*() changes
 * the image's alias together with the linear map, so that it never differs for
 * longer than that call. Memory of the firmware that the linear map covers
 * is no RAM, and no exception either.
 *
 * A walk is a sample, and not an atomic one; calls that hooks have seen at
 * their entry may not have changed the page tables yet. So a difference is
 * acted on only when a second look has it too, and no event has touched its
 * place since shortly before the first: see touched.c. Others are counted as
 * unsettled.
 */

#include <linux/bsearch.h>
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "kmod.h"

enum {
	EXTENTS_MAX = 65536,
	CHUNK = 512,
	GRACE_MS = 20, /* for calls that were under way at the begin */
	SETTLE_MS = 250, /* the same, of a thread that has to wait its turn */
};

/* A piece of a space that is mapped in one way */
struct extent {
	u64 space, va, pfn, npages;
	enum dmr_type type;
	bool weak; /* plain: explains the record, is no news to it */
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

struct extents {
	struct extent *at;
	size_t nr, max;
	u64 lost; /* no room or no memory */
};

struct sample {
	struct extents tables, record, skipped;
	struct extents stale, unseen; /* mappings that differ */
	struct extents linear, wrong; /* linear map: as walked, as recorded */
	u64 matched;
};

static u64 extent_end(const struct extent *e)
{
	return e->va + (e->npages << PAGE_SHIFT);
}

static bool grow(struct extents *list)
{
	size_t max = list->max ? 2 * list->max : 64;
	struct extent *at;

	if (max > EXTENTS_MAX)
		return false;
	at = kvmalloc_array(max, sizeof(*at), GFP_KERNEL);
	if (!at)
		return false;
	if (list->nr)
		memcpy(at, list->at, list->nr * sizeof(*at));
	kvfree(list->at);
	list->at = at;
	list->max = max;
	return true;
}

static void add(struct extents *list, const struct extent *e)
{
	if (list->nr == list->max && !grow(list))
		list->lost++;
	else
		list->at[list->nr++] = *e;
}

/* a part of e, from an address on */
static struct extent part(const struct extent *e, u64 va, u64 end)
{
	struct extent ret = *e;

	ret.pfn += (va - e->va) >> PAGE_SHIFT;
	ret.npages = (end - va) >> PAGE_SHIFT;
	ret.va = va;
	return ret;
}

/* ------------------------------------------------------------ page tables */

static struct extent of_leaf(const struct dmk_leaf *run)
{
	struct extent e = {
		.space = run->space,
		.va = run->va,
		.pfn = run->pfn,
		.npages = run->npages,
		.type = run->type,
		.pid = run->pid,
	};

	memcpy(e.comm, run->comm, sizeof(e.comm));
	return e;
}

/* how many pages of e, from i on, are as page i is */
static u64 span(const struct extent *e, u64 i,
		bool (*test)(const struct extent *e, u64 pfn))
{
	bool first = test(e, e->pfn + i);
	u64 n = 1;

	while (i + n < e->npages && test(e, e->pfn + i + n) == first) {
		n++;
		if (n % CHUNK == 0)
			cond_resched();
	}
	return n;
}

static struct extent pages_of(const struct extent *e, u64 i, u64 n)
{
	u64 va = e->va + (i << PAGE_SHIFT);

	return part(e, va, va + (n << PAGE_SHIFT));
}

/* a write-back mapping of a page that the linear map has otherwise */
static bool contradicts(const struct extent *e, u64 pfn)
{
	enum dmr_type linear = dmr_linear_type(dmk_record, pfn);

	return linear != DMR_WB && linear != DMR_ABSENT &&
	       linear != DMR_TYPE_UNKNOWN;
}

static void add_marked(struct extents *list, const struct extent *e)
{
	for (u64 i = 0, n; i < e->npages; i += n) {
		struct extent piece;

		n = span(e, i, contradicts);
		piece = pages_of(e, i, n);
		piece.weak = !contradicts(e, piece.pfn);
		add(list, &piece);
	}
}

/* write-back RAM: of interest only where the record knows of the pages */
static void add_plain(struct extents *list, const struct extent *e)
{
	for (u64 va = e->va, next; va < extent_end(e); va = next) {
		struct extent piece;

		next = min_t(u64, va + CHUNK * PAGE_SIZE, extent_end(e));
		piece = part(e, va, next);
		if (dmr_marked(dmk_record, piece.pfn, piece.npages))
			add_marked(list, &piece);
		cond_resched();
	}
}

static void add_mapping(struct extents *list, const struct dmk_leaf *run)
{
	struct extent e = of_leaf(run);

	if (run->type == DMR_WB && !dmk_params.full &&
	    dmr_is_ram(dmk_record, run->pfn, 1))
		add_plain(list, &e);
	else
		add(list, &e);
}

/* a page of RAM whose linear mapping the record does not have like that */
static bool is_news(const struct extent *e, u64 pfn)
{
	return dmr_is_ram(dmk_record, pfn, 1) &&
	       dmr_linear_type(dmk_record, pfn) != e->type;
}

static void add_linear(struct extents *list, const struct dmk_leaf *run)
{
	struct extent e = of_leaf(run);

	for (u64 i = 0, n; i < e.npages; i += n) {
		struct extent piece;

		n = span(&e, i, is_news);
		piece = pages_of(&e, i, n);
		if (is_news(&e, piece.pfn))
			add(list, &piece);
	}
}

static int take_kernel(void *arg, const struct dmk_leaf *run)
{
	struct sample *sample = arg;
	unsigned long end;

	switch (dmk_region_of(run->va, &end)) {
	case DMK_REGION_LINEAR:
		if (run->type != DMR_WB)
			add_linear(&sample->linear, run);
		break;
	case DMK_REGION_VMALLOC:
		add_mapping(&sample->tables, run);
		break;
	case DMK_REGION_IMAGE:
	case DMK_REGION_OTHER:
		break;
	}
	return 0;
}

static int take_user(void *arg, const struct dmk_leaf *run)
{
	struct sample *sample = arg;
	struct extent e;

	if (run->npages) {
		add_mapping(&sample->tables, run);
	} else {
		e = of_leaf(run);
		add(&sample->skipped, &e);
	}
	return 0;
}

/* ----------------------------------------------------------------- record */

static bool is_skipped(const struct sample *sample, u64 space)
{
	for (size_t i = 0; i < sample->skipped.nr; i++)
		if (sample->skipped.at[i].space == space)
			return true;
	return sample->skipped.lost;
}

/* memremap() may have given an address of the linear map: that is no alias */
static bool has_tables(const struct sample *sample, const struct dmr_side *side)
{
	unsigned long end;

	switch (side->kind) {
	case DMR_KIND_VMAP:
	case DMR_KIND_IOREMAP:
	case DMR_KIND_MEMREMAP:
		return dmk_region_of(side->va, &end) == DMK_REGION_VMALLOC;
	case DMR_KIND_USER:
		return !is_skipped(sample, side->space);
	default:
		return false;
	}
}

/* exceptions of the record that the linear map does not have, or not so */
static void take_exception(struct sample *sample,
			   const struct dmr_mapping *mapping)
{
	bool right = true;

	for (u64 i = 0; i < mapping->npages; i++) {
		struct extent e = {.pfn = mapping->pfn + i, .npages = 1};
		u64 level;

		e.type = dmk_linear_read(e.pfn, &level);
		if (e.type != mapping->side.type) {
			add(&sample->wrong, &e);
			right = false;
		}
		if (i % CHUNK == 0)
			cond_resched();
	}
	sample->matched += right;
}

static void take_record(struct sample *sample)
{
	struct dmr_mapping mapping;
	u64 cursor = 0;

	while (dmr_next(dmk_record, &cursor, &mapping)) {
		struct extent e = {
			.space = mapping.side.space,
			.va = mapping.side.va,
			.pfn = mapping.pfn,
			.npages = mapping.npages,
			.type = mapping.side.type,
		};

		if (mapping.side.kind == DMR_KIND_LINEAR)
			take_exception(sample, &mapping);
		else if (has_tables(sample, &mapping.side))
			add(&sample->record, &e);
		cond_resched();
	}
}

/* ------------------------------------------------------------- comparison */

static int by_place(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	return x->va < y->va ? -1 : x->va > y->va;
}

/* in order, and nothing twice: processes may share an mm */
static void order(struct extents *list)
{
	size_t nr = 0;

	sort(list->at, list->nr, sizeof(*list->at), by_place, NULL);
	for (size_t i = 0; i < list->nr; i++) {
		const struct extent *e = &list->at[i];
		const struct extent *last = &list->at[nr - 1];

		if (nr && last->space == e->space && e->va < extent_end(last))
			continue;
		list->at[nr++] = *e;
	}
	list->nr = nr;
}

static bool agree(const struct extent *a, const struct extent *b)
{
	return a->type == b->type &&
	       a->pfn - (a->va >> PAGE_SHIFT) == b->pfn - (b->va >> PAGE_SHIFT);
}

/* what of e none of the list, from index on, has in the same way */
static void leftover(const struct extent *e, const struct extents *list,
		     size_t index, struct extents *rest)
{
	u64 at = e->va, end = extent_end(e);

	for (; index < list->nr && at < end; index++) {
		const struct extent *other = &list->at[index];
		u64 from = max(at, other->va);
		u64 to = min(end, extent_end(other));
		struct extent piece;

		if (other->space != e->space || other->va >= end)
			break;
		if (agree(e, other))
			to = from < to ? to : from;
		else
			from = to;
		if (at < from) {
			piece = part(e, at, from);
			add(rest, &piece);
		}
		at = max(at, to);
	}
	if (at < end) {
		struct extent piece = part(e, at, end);

		add(rest, &piece);
	}
}

/* both in order; returns how many of 'list' are wholly in 'other' */
static u64 subtract(const struct extents *list, const struct extents *other,
		    struct extents *rest)
{
	u64 whole = 0;
	size_t index = 0;

	for (size_t i = 0; i < list->nr; i++) {
		const struct extent *e = &list->at[i];
		size_t before = rest->nr + rest->lost;

		while (index < other->nr &&
		       (other->at[index].space < e->space ||
			(other->at[index].space == e->space &&
			 extent_end(&other->at[index]) <= e->va)))
			index++;
		if (e->weak)
			continue;
		leftover(e, other, index, rest);
		whole += rest->nr + rest->lost == before;
	}
	return whole;
}

static void compare(struct sample *sample)
{
	order(&sample->tables);
	order(&sample->record);
	/* what was not looked at cannot be called stale, or news */
	if (!sample->tables.lost)
		sample->matched += subtract(&sample->record, &sample->tables,
					    &sample->stale);
	if (!sample->record.lost)
		subtract(&sample->tables, &sample->record, &sample->unseen);
}

static void sample_free(struct sample *sample)
{
	kvfree(sample->tables.at);
	kvfree(sample->linear.at);
	kvfree(sample->wrong.at);
	kvfree(sample->record.at);
	kvfree(sample->skipped.at);
	kvfree(sample->stale.at);
	kvfree(sample->unseen.at);
}

static u64 sample_lost(const struct sample *sample)
{
	return sample->tables.lost + sample->record.lost +
	       sample->skipped.lost + sample->stale.lost + sample->unseen.lost +
	       sample->linear.lost + sample->wrong.lost;
}

static int take_sample(struct sample *sample, struct dmk_walk_stats *stats)
{
	int ret = dmk_walk_kernel(take_kernel, sample, stats);

	if (!ret)
		ret = dmk_walk_users(take_user, sample, stats);
	if (ret)
		return ret;
	take_record(sample);
	compare(sample);
	stats->lost += sample_lost(sample);
	return 0;
}

/* ---------------------------------------------------------------- mending */

static bool is_touched(enum dmr_op op, const struct extent *e)
{
	if (op == DMR_OP_LINEAR)
		return dmk_touched_frame(e->pfn);
	return dmk_touched_pages(e->space, e->va, e->npages);
}

/* false: an event came meanwhile, or there was no room for this one */
static bool mend(enum dmr_op op, enum dmr_kind kind, const struct extent *e)
{
	unsigned long flags;
	struct dmr_event *event;

	/* the pools would be refilled by the worker, but it may be long */
	if (dmr_low(dmk_record))
		dmr_refill(dmk_record);
	if (is_touched(op, e))
		return false;
	event = dmk_event_begin(op, kind, &flags);
	if (!event)
		return false;
	event->flags = DMR_EV_FOUND;
	event->type = e->type;
	event->space = e->space;
	event->pid = e->pid;
	strscpy(event->comm, e->comm, sizeof(event->comm));
	dmr_event_run(event, e->va, e->pfn, e->npages);
	dmk_event_end(event, flags);
	return true;
}

static void count(struct dmk_verify *ret, u64 *counter, bool done)
{
	if (done)
		++*counter;
	else
		ret->unsettled++;
}

static enum dmr_kind kind_of(const struct extent *e)
{
	if (e->space != DMR_SPACE_KERNEL)
		return DMR_KIND_USER;
	return dmr_is_ram(dmk_record, e->pfn, 1) ? DMR_KIND_VMAP :
						   DMR_KIND_IOREMAP;
}

static bool also_in(const struct extents *list, const struct extent *e)
{
	const struct extent *other = NULL;

	cond_resched();
	if (list->nr)
		other = bsearch(e, list->at, list->nr, sizeof(*e), by_place);
	return other && other->npages == e->npages && agree(other, e);
}

static void mend_stale(const struct sample *first, const struct sample *second,
		       struct dmk_verify *ret)
{
	for (size_t i = 0; i < first->stale.nr; i++) {
		const struct extent *e = &first->stale.at[i];

		count(ret, &ret->stale,
		      also_in(&second->stale, e) &&
			      mend(DMR_OP_UNMAP, DMR_KIND_NONE, e));
	}
}

/*
 * Nobody is told when a mapping goes that the record does not know. It does
 * now: what has gone by now, went before.
 */
static void recheck(const struct extent *e)
{
	struct dmr_event *event;
	struct dmk_slot slot;
	unsigned long flags;

	if (e->space != DMR_SPACE_KERNEL || dmk_kernel_read(e->va, &slot) ||
	    slot.type != DMR_ABSENT)
		return;
	event = dmk_event_begin(DMR_OP_UNMAP, DMR_KIND_NONE, &flags);
	if (!event)
		return;
	event->flags = DMR_EV_FOUND;
	dmr_event_run(event, e->va, 0, e->npages);
	dmk_event_end(event, flags);
}

static void mend_unseen(const struct sample *first, const struct sample *second,
			struct dmk_verify *ret)
{
	for (size_t i = 0; i < first->unseen.nr; i++) {
		const struct extent *e = &first->unseen.at[i];
		bool done = also_in(&second->unseen, e) &&
			    mend(DMR_OP_MAP, kind_of(e), e);

		count(ret, &ret->unseen, done);
		if (done)
			recheck(e);
	}
}

/* the page table has still what the walk has read, and the record has not */
static bool still_news(const struct extent *e, u64 pfn)
{
	u64 level;

	return !dmk_touched_frame(pfn) && is_news(e, pfn) &&
	       dmk_linear_read(pfn, &level) == e->type;
}

static void mend_linear(const struct extents *list, struct dmk_verify *ret,
			u64 *counter)
{
	for (size_t i = 0; i < list->nr; i++) {
		const struct extent *e = &list->at[i];

		for (u64 at = 0, n; at < e->npages; at += n) {
			struct extent piece;

			n = span(e, at, still_news);
			piece = pages_of(e, at, n);
			count(ret, counter,
			      still_news(e, piece.pfn) &&
				      mend(DMR_OP_LINEAR, DMR_KIND_LINEAR,
					   &piece));
			cond_resched();
		}
	}
}

/* what is gone goes first: it must not be held against what has come since */
static void mend_all(const struct sample *first, const struct sample *second,
		     struct dmk_verify *ret)
{
	mend_stale(first, second, ret);
	mend_linear(&first->wrong, ret, &ret->stale);
	mend_linear(&first->linear, ret, &ret->unseen);
	mend_unseen(first, second, ret);
}

static DEFINE_MUTEX(verify_lock);

static bool differs(const struct sample *sample)
{
	return sample->stale.nr || sample->unseen.nr || sample->linear.nr ||
	       sample->wrong.nr;
}

static int verify_locked(struct sample *first, struct sample *second,
			 unsigned int settle_ms, struct dmk_verify *ret)
{
	int err;

	msleep(GRACE_MS);
	err = take_sample(first, &ret->walk);
	if (!err && differs(first)) {
		msleep(settle_ms);
		err = take_sample(second, &ret->walk);
	}
	if (err)
		return err;
	ret->matched = first->matched;
	mend_all(first, second, ret);
	return 0;
}

static int verify(unsigned int settle_ms, struct dmk_verify *ret)
{
	struct sample first = {}, second = {};
	int err;

	memset(ret, 0, sizeof(*ret));
	mutex_lock(&verify_lock);
	dmk_touched_begin();
	err = verify_locked(&first, &second, settle_ms, ret);
	dmk_touched_end();
	mutex_unlock(&verify_lock);
	sample_free(&first);
	sample_free(&second);
	return err;
}

int dmk_verify(struct dmk_verify *ret)
{
	return verify(SETTLE_MS, ret);
}

/*
 * While nobody watches, the record falls behind. Until it was compared with the
 * page tables after hooks began to see, verdicts on what they see are not to be
 * trusted, and not given.
 */
static bool settling = true;

bool dmk_settling(void)
{
	return READ_ONCE(settling);
}

/* hooks have been there for a while: no call is as old as that */
int dmk_walk_load(struct dmk_walk_stats *stats)
{
	struct dmk_verify found;
	int ret = verify(0, &found);

	*stats = found.walk;
	WRITE_ONCE(settling, false);
	return ret;
}

int dmk_verify_enable(struct dmk_verify *ret)
{
	int err;

	WRITE_ONCE(settling, true);
	/* what is gone must not be held against what hooks see next */
	err = dmk_verify(ret);
	if (!err) {
		dmk_set_enabled(true);
		err = dmk_verify(ret);
	}
	WRITE_ONCE(settling, false);
	return err;
}
