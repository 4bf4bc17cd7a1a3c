// SPDX-License-Identifier: GPL-2.0
/*
 * What events have touched since a verification began. Hooks see a call at its
 * entry: for as long as it runs, the record is ahead of the page tables. A
 * difference in what an event has touched is none to act on.
 *
 * Two bitmaps by hash: frames of the linear map, and pages of address spaces.
 * Two keys of one bit make a difference wait for the next verification, no more
 * than that.
 */

#include <linux/bitmap.h>
#include <linux/hash.h>

#include "kmod.h"

enum { BITS = 14, SIZE = 1 << BITS };

static DECLARE_BITMAP(frames, SIZE);
static DECLARE_BITMAP(pages, SIZE);
static bool active;

static u32 page_key(u64 space, u64 page)
{
	return hash_64(space ^ page, BITS);
}

/* of a space as a whole: no page has this number */
static u32 space_key(u64 space)
{
	return page_key(space, ~0ULL >> PAGE_SHIFT);
}

void dmk_touched_begin(void)
{
	bitmap_zero(frames, SIZE);
	bitmap_zero(pages, SIZE);
	smp_store_release(&active, true);
}

void dmk_touched_end(void)
{
	WRITE_ONCE(active, false);
}

static void touch_frames(const struct dmr_run *run)
{
	if (run->npages >= SIZE) {
		bitmap_fill(frames, SIZE);
		return;
	}
	for (u64 i = 0; i < run->npages; i++)
		__set_bit((run->pfn + i) % SIZE, frames);
}

static void touch_pages(u64 space, const struct dmr_run *run)
{
	if (run->npages >= SIZE) {
		bitmap_fill(pages, SIZE);
		return;
	}
	for (u64 i = 0; i < run->npages; i++)
		__set_bit(page_key(space, (run->va >> PAGE_SHIFT) + i), pages);
}

/* under the record's lock */
void dmk_touched_event(const struct dmr_event *event)
{
	if (likely(!smp_load_acquire(&active)))
		return;
	switch (event->op) {
	case DMR_OP_LINEAR:
	case DMR_OP_FREE:
		for (int i = 0; i < event->nr_runs; i++)
			touch_frames(&event->runs[i]);
		break;
	case DMR_OP_MAP:
	case DMR_OP_UNMAP:
		for (int i = 0; i < event->nr_runs; i++)
			touch_pages(event->space, &event->runs[i]);
		break;
	case DMR_OP_UNMAP_SPACE:
	case DMR_OP_COPY:
	case DMR_OP_MOVE:
		__set_bit(space_key(event->space), pages);
		__set_bit(space_key(event->space2), pages);
		break;
	}
}

bool dmk_touched_frame(u64 pfn)
{
	return test_bit(pfn % SIZE, frames);
}

bool dmk_touched_pages(u64 space, u64 va, u64 npages)
{
	if (test_bit(space_key(space), pages))
		return true;
	for (u64 i = 0; i < npages && i < SIZE; i++)
		if (test_bit(page_key(space, (va >> PAGE_SHIFT) + i), pages))
			return true;
	return false;
}
