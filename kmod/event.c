// SPDX-License-Identifier: GPL-2.0
/* Events: one in the making per CPU, with interrupts off. */

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/timekeeping.h>

#include "hooks.h"

/* frames of ours, of the tracer and of what lies between us and the caller */
#define UNWIND_EXTRA 16
/* mappings that one event takes away: about a tenth of a millisecond */
#define STEP 128

struct cpu_event {
	bool busy;
	struct dmr_event event;
};

static struct cpu_event __percpu *cpu_events;
static atomic64_t skipped = ATOMIC64_INIT(0);
static atomic64_t batches = ATOMIC64_INIT(0);

int dmk_event_init(void)
{
	cpu_events = alloc_percpu(struct cpu_event);
	return cpu_events ? 0 : -ENOMEM;
}

/* No handler runs any more. */
void dmk_event_exit(void)
{
	free_percpu(cpu_events);
}

u64 dmk_batch(void)
{
	return atomic64_inc_return(&batches);
}

u64 dmk_events_skipped(void)
{
	return atomic64_read(&skipped);
}

/* In an interrupt 'current' has nothing to do with what happens. */
static void set_task(struct dmr_event *event)
{
	if (!in_task())
		return;
	event->pid = task_pid_nr(current);
	strscpy(event->comm, current->comm, sizeof(event->comm));
}

struct dmr_event *dmk_event_begin(enum dmr_op op, enum dmr_kind kind,
				  unsigned long *irq_flags)
{
	struct cpu_event *mine;

	if (in_nmi()) {
		atomic64_inc(&skipped);
		return NULL;
	}
	local_irq_save(*irq_flags);
	mine = this_cpu_ptr(cpu_events);
	if (mine->busy) {
		local_irq_restore(*irq_flags);
		atomic64_inc(&skipped);
		return NULL;
	}
	mine->busy = true;
	dmr_event_clear(&mine->event);
	mine->event.op = op;
	mine->event.kind = kind;
	mine->event.time = ktime_get_mono_fast_ns();
	set_task(&mine->event);
	/* what the self test does is no verdict on anybody */
	if (unlikely(dmk_selftest_current()))
		mine->event.flags = DMR_EV_SNAPSHOT;
	return &mine->event;
}

void dmk_event_drop(struct dmr_event *event, unsigned long irq_flags)
{
	container_of(event, struct cpu_event, event)->busy = false;
	local_irq_restore(irq_flags);
}

void dmk_event_end(struct dmr_event *event, unsigned long irq_flags)
{
	dmr_apply(dmk_record, event);
	dmk_event_drop(event, irq_flags);
	if (unlikely(dmr_low(dmk_record)))
		dmk_kick();
}

void dmk_event_stack(struct dmr_event *event, unsigned long func,
		     unsigned long caller)
{
	unsigned long entries[DMR_STACK_MAX + UNWIND_EXTRA];
	unsigned int i, n, from = 0;

	event->func = func;
	n = stack_trace_save(entries, ARRAY_SIZE(entries), 0);
	while (from < n && entries[from] != caller)
		from++;
	/* the unwinder lost its way: what the tracer told us is still true */
	if (from == n) {
		event->stack[0] = caller;
		event->nr_stack = 1;
		return;
	}
	n = min_t(unsigned int, n - from, DMR_STACK_MAX);
	for (i = 0; i < n; i++)
		event->stack[i] = entries[from + i];
	event->nr_stack = n;
}

static bool in_modules(unsigned long address)
{
	return address >= MODULES_VADDR && address < MODULES_END;
}

/*
 * A driver's function that ends in the call that we have hooked has jumped
 * there, and has left no frame. Where no module is on the stack but the object
 * knows the function, it is put first.
 */
static void add_maker(struct dmr_event *event, unsigned long maker)
{
	unsigned int i;

	if (!in_modules(maker))
		return;
	for (i = 0; i < event->nr_stack; i++)
		if (in_modules(event->stack[i]))
			return;
	event->nr_stack = min(event->nr_stack + 1, (int)DMR_STACK_MAX);
	for (i = event->nr_stack - 1; i > 0; i--)
		event->stack[i] = event->stack[i - 1];
	/* like a return address, behind the function's first byte */
	event->stack[0] = maker + 1;
}

/* The events of a batch have the same stack: unwound for the first one. */
static void fill_stack(struct dmk_emit *emit)
{
	struct dmr_event *event = emit->event;

	event->func = emit->func;
	if (!emit->caller)
		return;
	if (!emit->unwound) {
		dmk_event_stack(event, emit->func, emit->caller);
		add_maker(event, emit->maker);
		memcpy(emit->stack, event->stack,
		       event->nr_stack * sizeof(event->stack[0]));
		emit->nr_stack = event->nr_stack;
		emit->unwound = true;
		return;
	}
	memcpy(event->stack, emit->stack,
	       emit->nr_stack * sizeof(event->stack[0]));
	event->nr_stack = emit->nr_stack;
}

static bool emit_begin(struct dmk_emit *emit)
{
	struct dmr_event *event;

	if (emit->broken)
		return false;
	event = dmk_event_begin(emit->op, emit->kind, &emit->irq_flags);
	if (!event) {
		emit->broken = true;
		return false;
	}
	event->type = emit->type;
	event->asked = emit->asked;
	event->flags |= emit->flags;
	event->space = emit->space;
	event->space2 = emit->space2;
	event->batch = emit->batch;
	if (emit->dev && dev_name(emit->dev))
		strscpy(event->device, dev_name(emit->dev),
			sizeof(event->device));
	emit->event = event;
	fill_stack(emit);
	return true;
}

void dmk_emit_run(struct dmk_emit *emit, u64 va, u64 pfn, u64 npages)
{
	if (!emit->event && !emit_begin(emit))
		return;
	if (dmr_event_run(emit->event, va, pfn, npages))
		return;
	if (!emit->batch)
		emit->batch = dmk_batch();
	emit->event->batch = emit->batch;
	emit->event->flags |= DMR_EV_MORE;
	dmk_emit_end(emit);
	if (emit_begin(emit))
		dmr_event_run(emit->event, va, pfn, npages);
}

u64 dmk_run_length(struct page **pages, u64 n)
{
	u64 i = 1, first = page_to_pfn(pages[0]);

	while (i < n && pages[i] && page_to_pfn(pages[i]) == first + i)
		i++;
	return i;
}

void dmk_emit_pages(struct dmk_emit *emit, u64 va, struct page **pages, u64 n)
{
	u64 i, length;

	for (i = 0; i < n && pages[i]; i += length) {
		length = dmk_run_length(pages + i, n - i);
		dmk_emit_run(emit, va + (i << PAGE_SHIFT),
			     page_to_pfn(pages[i]), length);
	}
}

void dmk_emit_end(struct dmk_emit *emit)
{
	if (!emit->event)
		return;
	dmk_event_end(emit->event, emit->irq_flags);
	emit->event = NULL;
}

void dmk_emit_range(struct dmk_emit *emit, u64 va, u64 end)
{
	u64 last = end - 1, to;

	do {
		to = dmr_reach(dmk_record, emit->space, va, last, STEP);
		dmk_emit_run(emit, va, 0, (to + 1 - va) >> PAGE_SHIFT);
		dmk_emit_end(emit);
		va = to + 1;
	} while (to < last);
}
