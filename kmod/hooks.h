/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMALIAS_KMOD_HOOKS_H
#define DMALIAS_KMOD_HOOKS_H

/* What the hooks share among themselves, and with main.c; no other part. */

#include "kmod.h"

struct device;

/* ----------------------------------------------------------------- event.c */

int dmk_event_init(void);
void dmk_event_exit(void);

/*
 * A call that becomes one event, or several of a batch when it has more runs
 * than an event can hold. Fill what is above the line, zero the rest; give runs
 * with dmk_emit_run(), end with dmk_emit_end().
 */
struct dmk_emit {
	enum dmr_op op;
	enum dmr_kind kind;
	enum dmr_type type, asked;
	u16 flags;
	u64 space, space2;
	unsigned long func, caller; /* caller 0: without a stack */
	const struct device *dev; /* NULL: not known */
	unsigned long maker; /* a driver's function that is behind it, or 0 */
	/* ---- of event.c */
	struct dmr_event *event;
	unsigned long irq_flags;
	u64 batch;
	bool broken, unwound; /* no event to be had; stack[] is filled */
	u8 nr_stack;
	u64 stack[DMR_STACK_MAX];
};

/*
 * Interrupts are off from the first run until dmk_emit_end(). Runs that go on
 * from the last one are joined to it.
 */
void dmk_emit_run(struct dmk_emit *emit, u64 va, u64 pfn, u64 npages);
/* the frames of an array, mapped one after the other from va on */
void dmk_emit_pages(struct dmk_emit *emit, u64 va, struct page **pages, u64 n);
/*
 * dmk_emit_range - addresses [va, end) of emit's space as a whole, to the end
 * of the call. In events of a few mappings each: an area may have hundreds of
 * thousands, and interrupts are off for each event.
 */
void dmk_emit_range(struct dmk_emit *emit, u64 va, u64 end);
void dmk_emit_end(struct dmk_emit *emit);
/* how many frames from the first one on follow each other; n > 0 */
u64 dmk_run_length(struct page **pages, u64 n);

/* dmk_event_drop - let go of the CPU's event without applying it */
void dmk_event_drop(struct dmr_event *event, unsigned long irq_flags);

/* ------------------------------------------------------------------ note.c */

/*
 * An outer function knows what was asked for, an inner one what is mapped, and
 * return probes are out. So the hook of the outer one leaves a note, and the
 * hook of the inner one looks whether that call is still going on: the return
 * address of the outer call lies untouched on the stack of this task, above the
 * inner one. A note needs no end: once the outer function has returned, the
 * next call from there writes over its return address.
 *
 * Lost notes (two tasks share a place) lose 'asked', nothing else.
 */
enum dmk_note_kind {
	DMK_NOTE_MEMREMAP,
	DMK_NOTE_IOREMAP,
	DMK_NOTE_VMAP_PFN,
	DMK_NOTE_LINEAR,
	DMK_NOTE_REMAP,
	DMK_NOTE_INSERT,
	DMK_NOTE_DMA_ALLOC,
	DMK_NOTE_DMA_MMAP,
	DMK_NOTE_KINDS,
};

struct dmk_mark {
	unsigned long slot; /* where the return address lies */
	unsigned long value;
};

struct dmk_note {
	struct dmk_mark mark;
	unsigned long func, caller;
	enum dmr_type asked;
	u64 pfn, npages; /* what it is about, as far as it has any */
	const void *what; /* an object: vma, device, array */
};

/*
 * dmk_note_leave - func and mark are taken from the frame, and caller too where
 * it is 0
 */
void dmk_note_leave(enum dmk_note_kind kind, const struct dmk_frame *frame,
		    const struct dmk_note *note);
/* dmk_note_find - the note of a call of this task that we are inside of */
bool dmk_note_find(enum dmk_note_kind kind, struct dmk_note *ret);
/* dmk_note_maybe - may dmk_note_find() find one? A few instructions. */
bool dmk_note_maybe(enum dmk_note_kind kind);
void dmk_notes_init(void);

/* ---------------------------------------------------------------- reread.c */

/*
 * dmk_linear_learn - before a mapping that is not write-back is judged: does
 * the record know what the linear map has? Any context but NMI, no event begun.
 */
void dmk_linear_learn(u64 pfn, u64 npages);

/* in how many jiffies the worker should look again; 0: nothing waits */
unsigned long dmk_reread_delay(void);

/* -------------------------------------------------------------- selftest.c */

/* is this task, now, in the middle of the self test? */
bool dmk_selftest_current(void);

/* ------------------------------------------------------------------ arch/ */

/*
 * dmk_frame_mark - where this call's return address lies. False: it does not
 * lie where the ABI says (another tracer has replaced it).
 * dmk_mark_live - has the call of the mark, by this task, not returned yet?
 */
bool dmk_frame_mark(const struct dmk_frame *frame, struct dmk_mark *mark);
bool dmk_mark_live(const struct dmk_mark *mark);
/* the return address at a function's first instruction, from all registers */
unsigned long dmk_return_address(const struct pt_regs *regs);
/* enum page_cache_mode, what x86's own functions pass around */
enum dmr_type dmk_cache_mode_type(unsigned int mode);

#endif
