// SPDX-License-Identifier: GPL-2.0
/*
 * Second looks. A hook knows what a call is about to do to the linear map; some
 * time later the worker reads the page table, and says what has become of it. A
 * call may take its time, and passes through types that nobody asked for: what
 * differs is looked at twice more before it is believed.
 */

#include <linux/kallsyms.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "hooks.h"

#define NR_LOOKS 512
#define NR_SPLITS 64

struct look {
	u64 pfn, npages;
	unsigned long due;
	u8 tries;
};

/* what of an event is kept until the split is certain */
struct split {
	u64 pfn, npages, time, func;
	unsigned long due;
	u32 pid;
	u8 nr_stack;
	char comm[DMR_COMM];
	u64 stack[DMR_STACK_MAX];
};

static DEFINE_RAW_SPINLOCK(lock); /* all below */
static struct look looks[NR_LOOKS];
static unsigned int nr_looks;
static struct split splits[NR_SPLITS];
static unsigned int nr_splits;
static bool sweep; /* looks had no room: look at all exceptions instead */
static unsigned long sweep_due;
static u64 lost;

static const unsigned int waits_ms[] = {20, 200, 1000};
enum { SWEEP_MS = 1000, SWEEP_TRY = 1 };

static bool add_look(u64 pfn, u64 npages, u8 tries)
{
	unsigned long due = jiffies + msecs_to_jiffies(waits_ms[tries]);
	unsigned long flags;
	unsigned int i;
	bool ok;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < nr_looks; i++)
		if (looks[i].pfn == pfn && looks[i].npages == npages)
			break;
	ok = i < NR_LOOKS;
	if (ok) {
		looks[i] = (struct look){pfn, npages, due, tries};
		nr_looks = max(nr_looks, i + 1);
	} else if (!sweep) {
		sweep = true;
		sweep_due = jiffies + msecs_to_jiffies(SWEEP_MS);
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return ok;
}

bool dmk_reread_linear(u64 pfn, u64 npages)
{
	bool ok = add_look(pfn, npages, 0);

	dmk_kick();
	return ok;
}

bool dmk_reread_split(u64 pfn, u64 leaf_pages, const struct dmr_event *cause)
{
	struct split *split;
	unsigned long flags;
	unsigned int i;
	bool ok = false;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < nr_splits; i++)
		if (splits[i].pfn == pfn && splits[i].npages == leaf_pages)
			goto out;
	if (nr_splits == NR_SPLITS) {
		lost++;
		goto out;
	}
	split = &splits[nr_splits++];
	split->pfn = pfn;
	split->npages = leaf_pages;
	split->due = jiffies + msecs_to_jiffies(waits_ms[0]);
	split->time = cause->time;
	split->func = cause->func;
	split->pid = cause->pid;
	split->nr_stack = cause->nr_stack;
	memcpy(split->comm, cause->comm, sizeof(split->comm));
	memcpy(split->stack, cause->stack, sizeof(split->stack));
	ok = true;
out:
	raw_spin_unlock_irqrestore(&lock, flags);
	dmk_kick();
	return ok;
}

u64 dmk_reread_lost(void)
{
	return READ_ONCE(lost);
}

static bool take_look(struct look *ret)
{
	unsigned long flags;
	unsigned int i;
	bool found = false;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < nr_looks && !found; i++) {
		if (time_before(jiffies, looks[i].due))
			continue;
		*ret = looks[i];
		looks[i] = looks[--nr_looks];
		found = true;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

/* late: those too that are not due yet */
static bool take_split(struct split *ret, bool late)
{
	unsigned long flags;
	unsigned int i;
	bool found = false;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < nr_splits && !found; i++) {
		if (!late && time_before(jiffies, splits[i].due))
			continue;
		*ret = splits[i];
		splits[i] = splits[--nr_splits];
		found = true;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

unsigned long dmk_reread_delay(void)
{
	unsigned long flags, soonest = 0, now = jiffies, due, wait;
	unsigned int i;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < nr_looks + nr_splits; i++) {
		due = i < nr_looks ? looks[i].due : splits[i - nr_looks].due;
		wait = time_after(due, now) ? due - now : 1;
		soonest = soonest ? min(soonest, wait) : wait;
	}
	if (sweep) {
		wait = time_after(sweep_due, now) ? sweep_due - now : 1;
		soonest = soonest ? min(soonest, wait) : wait;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return soonest;
}

/* Put what the page table says into the record, where it says otherwise. */
static void correct(u64 pfn, enum dmr_type type)
{
	struct dmk_emit emit = {
		.op = DMR_OP_LINEAR,
		.kind = DMR_KIND_LINEAR,
		.type = type,
		.flags = DMR_EV_FOUND,
	};

	dmk_emit_run(&emit, (unsigned long)pfn_to_kaddr(pfn), pfn, 1);
	dmk_emit_end(&emit);
}

/*
 * A change from before we were loaded, or one that we cannot see, is no alias
 * of its own: whoever maps these frames now may well fit it.
 */
void dmk_linear_learn(u64 pfn, u64 npages)
{
	u64 end = pfn + npages, unused;
	enum dmr_type type;

	if (!dmr_is_ram(dmk_record, pfn, npages))
		return;
	for (; pfn < end; pfn++) {
		type = dmk_linear_read(pfn, &unused);
		if (type == DMR_WB || type == DMR_ABSENT ||
		    type == dmr_linear_type(dmk_record, pfn))
			continue;
		correct(pfn, type);
		dmk_reread_linear(pfn, 1);
	}
}

static void look_again(const struct look *look)
{
	bool last = look->tries + 1 == ARRAY_SIZE(waits_ms);
	u64 pfn, unused;

	for (pfn = look->pfn; pfn < look->pfn + look->npages; pfn++) {
		enum dmr_type type = dmk_linear_read(pfn, &unused);

		if (pfn % 1024 == 0)
			cond_resched();
		if (type == dmr_linear_type(dmk_record, pfn))
			continue;
		if (last) {
			correct(pfn, type);
		} else {
			add_look(look->pfn, look->npages, look->tries + 1);
			return;
		}
	}
}

/* Functions that change attributes, in between: not who wanted it changed */
static bool is_changer(const struct split *split, u64 address)
{
	static const char *const prefixes[] = {
		"change_page_attr", "cpa_",	     "set_memory_",
		"_set_memory_",	    "__set_memory_", "set_pages_",
		"_set_pages_",	    "__set_pages_",  "set_direct_map_",
	};
	char name[KSYM_NAME_LEN];

	/* a driver may name its functions like that */
	if (address >= MODULES_VADDR && address < MODULES_END)
		return false;
	dmk_symbol(NULL, address, split->time, name, sizeof(name));
	for (int i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strstarts(name, prefixes[i]))
			return true;
	return false;
}

static void drop_changers(struct split *split)
{
	int n = 0;

	while (n < split->nr_stack && is_changer(split, split->stack[n]))
		n++;
	if (n == split->nr_stack)
		return;
	split->nr_stack -= n;
	memmove(split->stack, split->stack + n,
		split->nr_stack * sizeof(*split->stack));
}

static bool take_sweep(void)
{
	unsigned long flags;
	bool due;

	raw_spin_lock_irqsave(&lock, flags);
	due = sweep && !time_before(jiffies, sweep_due);
	if (due)
		sweep = false;
	raw_spin_unlock_irqrestore(&lock, flags);
	return due;
}

/*
 * An array of pages has more runs than there are looks. What a call has not
 * done is an exception of the record that no page table has; what is not as
 * recorded gets a look of its own. A restore that failed is not among them: the
 * kernel keeps page->flags then, and the free is seen.
 */
static void sweep_exceptions(void)
{
	struct dmr_mapping mapping;
	u64 cursor = 0;

	while (dmr_next(dmk_record, &cursor, &mapping)) {
		struct look look = {
			.pfn = mapping.pfn,
			.npages = mapping.npages,
			.tries = SWEEP_TRY,
		};

		if (mapping.side.kind == DMR_KIND_LINEAR)
			look_again(&look);
		cond_resched();
	}
}

static void look_at_split(struct split *split)
{
	struct dmr_event *event;
	unsigned long flags;
	u64 pages;

	dmk_linear_read(split->pfn, &pages);
	if (pages >= split->npages)
		return;
	drop_changers(split);
	event = dmk_event_begin(DMR_OP_SPLIT, DMR_KIND_LINEAR, &flags);
	if (!event)
		return;
	event->pid = split->pid;
	event->time = split->time;
	event->func = split->func;
	event->count = 1;
	event->nr_stack = split->nr_stack;
	memcpy(event->comm, split->comm, sizeof(event->comm));
	memcpy(event->stack, split->stack, sizeof(split->stack));
	dmr_event_run(event, (unsigned long)pfn_to_kaddr(split->pfn),
		      split->pfn, split->npages);
	dmk_event_end(event, flags);
	dmk_report_split(split->stack, split->nr_stack, split->time);
}

void dmk_reread_run(void)
{
	struct look look;
	struct split split;

	while (take_look(&look))
		look_again(&look);
	if (take_sweep())
		sweep_exceptions();
	while (take_split(&split, false))
		look_at_split(&split);
}

void dmk_reread_module(void)
{
	struct split split;

	while (take_split(&split, true))
		look_at_split(&split);
}
