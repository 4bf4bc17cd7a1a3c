/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_TESTS_NAIVE_RECORD_H
#define DMALIAS_TESTS_NAIVE_RECORD_H

#include "core/record.h"

/*
 * The record once more, as slow and as simple as can be: a cell for each page
 * of a small world, every question answered by looking at all cells. Says what
 * a single event has to lead to.
 */
enum {
	NAIVE_SPACES = 4, /* kernel, DMA, two of users */
	NAIVE_PAGES = 48, /* of addresses, in each space */
	NAIVE_FRAMES = 64,
	NAIVE_CALLS = 100000, /* events that one can take */
};

#define NAIVE_PFN                                                   \
	(32768 - 32) /* the first frame: the world has two sections \
		      */
#define NAIVE_VA (0xffffc90000000000ULL - 24 * 4096)

extern const u64 naive_spaces[NAIVE_SPACES];

struct naive_cell {
	u8 kind, type, asked; /* DMR_KIND_NONE: nothing there */
	u16 flags;
	u32 frame;
	u32 call; /* who made it */
};

/* Pages in conflict of one rule and way */
struct naive_verdict {
	u32 pages;
};

struct naive {
	bool ram[NAIVE_FRAMES];
	struct naive_cell cells[NAIVE_SPACES][NAIVE_PAGES];
	struct naive_cell linear[NAIVE_FRAMES]; /* DMR_KIND_NONE: as implied */
	bool reported[NAIVE_CALLS]; /* by call */
	u32 calls;
	bool strict, full;
	/* of the last event */
	struct naive_verdict verdicts[DMR_RULE_COUNT][DMR_WHAT_COUNT];
};

/* applies an event of batch 0 and gives verdicts; its call is naive->calls */
void naive_apply(struct naive *naive, const struct dmr_event *event);

#endif
