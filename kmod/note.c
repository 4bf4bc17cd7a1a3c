// SPDX-License-Identifier: GPL-2.0
/* What outer hooks tell inner ones of the same task; see hooks.h. */

#include <linux/hash.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "hooks.h"

#define NOTE_BITS 6

struct place {
	raw_spinlock_t lock; /* the rest; task is read without it too */
	struct task_struct *task;
	struct dmk_note note;
};

static struct place places[DMK_NOTE_KINDS][1 << NOTE_BITS];

static struct place *place_of(enum dmk_note_kind kind)
{
	return &places[kind][hash_ptr(current, NOTE_BITS)];
}

void dmk_notes_init(void)
{
	int i, j;

	for (i = 0; i < DMK_NOTE_KINDS; i++)
		for (j = 0; j < 1 << NOTE_BITS; j++)
			raw_spin_lock_init(&places[i][j].lock);
}

void dmk_note_leave(enum dmk_note_kind kind, const struct dmk_frame *frame,
		    const struct dmk_note *note)
{
	struct place *place = place_of(kind);
	struct dmk_mark mark;
	unsigned long flags;

	/* an interrupt's stack is not this task's */
	if (!in_task() || !dmk_frame_mark(frame, &mark))
		return;
	raw_spin_lock_irqsave(&place->lock, flags);
	place->note = *note;
	place->note.mark = mark;
	place->note.func = frame->func;
	if (!note->caller)
		place->note.caller = frame->caller;
	WRITE_ONCE(place->task, current);
	raw_spin_unlock_irqrestore(&place->lock, flags);
}

bool dmk_note_maybe(enum dmk_note_kind kind)
{
	return READ_ONCE(place_of(kind)->task) == current;
}

/*
 * The task is compared under the lock: the note may be another's otherwise. It
 * may still be of a task that is gone, whose task_struct is ours now and whose
 * stack is no more: dmk_mark_live() looks at none but our own.
 */
bool dmk_note_find(enum dmk_note_kind kind, struct dmk_note *ret)
{
	struct place *place = place_of(kind);
	unsigned long flags;
	bool found = false;

	if (READ_ONCE(place->task) != current || !in_task())
		return false;
	raw_spin_lock_irqsave(&place->lock, flags);
	if (place->task == current) {
		found = dmk_mark_live(&place->note.mark);
		if (found)
			*ret = place->note;
		else
			WRITE_ONCE(place->task, NULL);
	}
	raw_spin_unlock_irqrestore(&place->lock, flags);
	return found;
}
