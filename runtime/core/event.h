/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_EVENT_H
#define DMALIAS_CORE_EVENT_H

#include "memtype.h"

/*
 * What happens to mappings. The hooks of the kernel module make events, the
 * record takes them in one order (seq), a recording keeps them in that order,
 * and a replay gives them to the same record again.
 *
 * All numbers here are part of the stream format: append, never reorder.
 */
enum dmr_op {
	DMR_OP_NONE,
	DMR_OP_START, /* how the live record decides: dmr_start_event() */
	DMR_OP_RAM, /* runs: PFN ranges that are System RAM */
	DMR_OP_MODULE, /* text: name; runs[0].va, npages: its text; flags GONE
			*/
	DMR_OP_SYMBOL, /* text: symbol of the address in func; written by user
			  space */
	DMR_OP_MAP, /* runs are mapped in space at va with type */
	DMR_OP_UNMAP, /* runs[].va, npages of space are gone; pfn is not used */
	DMR_OP_UNMAP_SPACE, /* all of space is gone */
	DMR_OP_COPY, /* fork: runs[0] of space is mapped in space2 too */
	DMR_OP_MOVE, /* mremap: runs[0].va of space is at runs[1].va of space2
		      */
	DMR_OP_LINEAR, /* the linear map has type for runs: WB is the restore */
	DMR_OP_REFUSED, /* runs were asked for with asked, the kernel gives
			   nothing */
	DMR_OP_FREE, /* runs go to the page allocator; type: linear map's as
			read */
	DMR_OP_SPLIT, /* a large leaf of the linear map over runs[0] was split
		       */
	DMR_OP_LOST, /* count events between the last one and this one are lost
		      */
	DMR_OP_VERDICT, /* a verdict of the live record, see verdict.h */
	DMR_OP_SITE, /* snapshot: count verdicts of rule kind at func so far */
	DMR_OP_END, /* the end of a recording; one without was cut off */
	DMR_OP_COUNT,
};

/* What a mapping is; DMR_KIND_LINEAR is kept for exceptions only */
enum dmr_kind {
	DMR_KIND_NONE,
	DMR_KIND_LINEAR,
	DMR_KIND_IMAGE, /* the kernel's text and data */
	DMR_KIND_VMAP,
	DMR_KIND_IOREMAP,
	DMR_KIND_MEMREMAP,
	DMR_KIND_USER,
	DMR_KIND_DMA, /* dma_alloc_*: an owner, not a further alias */
	DMR_KIND_COUNT,
};

enum {
	DMR_EV_MORE = 1, /* further events of the same batch follow */
	DMR_EV_SANCTIONED = 2, /* the kernel's own alias (DMA API): strict only
				*/
	DMR_EV_FOUND = 4, /* found by a walk, nobody was seen making it */
	DMR_EV_SNAPSHOT = 8, /* state at the start of a recording: no verdicts
			      */
	DMR_EV_GONE = 16, /* DMR_OP_MODULE: it is being unloaded */
	DMR_EV_DMA_MMAP = 32, /* made inside dma_mmap_*: as it should be */
	DMR_EV_INSERT = 64, /* user: page by page, vm_insert_*, vmf_insert_* */
	DMR_EV_REPORTED = 128, /* snapshot: a free of it was; space2: which */
	DMR_EV_ALL = 255,
};

enum {
	DMR_STACK_MAX = 16,
	DMR_RUNS_MAX = 64,
	DMR_COMM = 16,
	DMR_DEVICE = 32,
	DMR_TEXT = 64,
};

/* Address spaces that are no mm; a process's is the address of its mm_struct */
#define DMR_SPACE_KERNEL 0ULL
#define DMR_SPACE_DMA 1ULL /* keyed by the CPU address of dma_alloc_* */

/* npages frames from pfn are mapped from va on */
struct dmr_run {
	u64 va;
	u64 pfn;
	u64 npages;
};

struct dmr_event {
	u8 op; /* enum dmr_op */
	u8 kind; /* enum dmr_kind */
	u8 type; /* enum dmr_type: as it is in the page table */
	u8 asked; /* as the caller wanted it; DMR_TYPE_UNKNOWN: the same */
	u16 flags; /* DMR_EV_* */
	u8 nr_runs; /* up to DMR_RUNS_MAX */
	u8 nr_stack; /* up to DMR_STACK_MAX */
	u32 pid;
	u32 count; /* DMR_OP_LOST; DMR_OP_SPLIT: leaves */
	u64 seq; /* given by the record; in a replay, that of the live record */
	u64 time; /* ns since boot */
	u64 batch; /* the events of one call have one number, 0: alone */
	u64 space, space2;
	u64 func; /* the hooked function */
	char comm[DMR_COMM];
	char device[DMR_DEVICE]; /* "" when not known */
	char text[DMR_TEXT];
	u64 stack[DMR_STACK_MAX]; /* return addresses, the caller of func first
				   */
	struct dmr_run runs[DMR_RUNS_MAX];
};

/* dmr_kind_name - "vmap", "linear map", ...; dmr_op_name - "map", "unmap", ...
 */
const char *dmr_kind_name(enum dmr_kind kind);
const char *dmr_op_name(enum dmr_op op);

/*
 * dmr_event_clear - an event without runs, all else zero. An event is about 2
 * KB and has its runs last: only what is used of them is ever looked at.
 */
void dmr_event_clear(struct dmr_event *event);

/*
 * dmr_event_run - append frames; joins them to the last run where both PFN and
 * address go on from it. False: full, nothing was done.
 */
bool dmr_event_run(struct dmr_event *event, u64 va, u64 pfn, u64 npages);

#endif
