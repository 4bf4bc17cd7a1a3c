/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMALIAS_KMOD_H
#define DMALIAS_KMOD_H

/*
 * What the parts of the module know of each other. Hooks, walks and the self
 * test make events; the record (core/) decides; report, stream and debugfs
 * show. No part but arch/ knows a page table's bits.
 */

#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/types.h>

#include "core/record.h"

/* ------------------------------------------------------------------ main.c */

/* Module parameters; see the MODULE_PARM_DESC of each */
struct dmk_params {
	bool full; /* keep write-back aliases of RAM too */
	bool strict; /* sanctioned and tolerated aliases are reported */
	bool warn; /* WARN() for each verdict that is shown */
	bool panic; /* panic() after the first one */
	uint show; /* verdicts shown for a site, the others are counted */
	uint max_kb; /* bound of the record */
	char *profile; /* architecture whose rules apply; "": the machine's */
};

extern struct dmk_params dmk_params;
extern struct dmr_record *dmk_record;

/*
 * dmk_enabled - hooks return at once when it is off (debugfs 'enable', and
 * while the module leaves).
 */
bool dmk_enabled(void);
void dmk_set_enabled(bool on);

/*
 * dmk_kick - have the worker run soon: it refills the pools, prints verdicts,
 * reads page tables again where a hook asked for it, wakes readers. Any
 * context.
 */
void dmk_kick(void);

/* ----------------------------------------------------------------- event.c */

/*
 * dmk_event_begin - this CPU's event, cleared and filled with task and time;
 * NULL in NMI context or when one is being made on this CPU (both are counted).
 * Interrupts are off until dmk_event_end(). Keep it short: at most DMR_RUNS_MAX
 * runs, then end it with DMR_EV_MORE and begin the next with the same batch.
 */
struct dmr_event *dmk_event_begin(enum dmr_op op, enum dmr_kind kind,
				  unsigned long *irq_flags);

/*
 * dmk_event_stack - the callers of the hooked function, without ourselves and
 * the tracer's trampoline. @func: its address; @caller: its return address.
 * Costs an unwind: only for events that will be kept.
 */
void dmk_event_stack(struct dmr_event *event, unsigned long func,
		     unsigned long caller);

/* dmk_event_end - apply it to the record, let go of the CPU's event */
void dmk_event_end(struct dmr_event *event, unsigned long irq_flags);

/* dmk_batch - a number for the events of one call */
u64 dmk_batch(void);

/* Events that could not be made: in NMI, nested. Shown in 'stats'. */
u64 dmk_events_skipped(void);

/* ------------------------------------------------------------------ hook.c */

/* The hooked function's frame at its entry; see dmk_arg() of arch/ */
struct dmk_frame {
	struct pt_regs *regs; /* arguments are valid, all else need not be */
	unsigned long func, caller;
};

enum dmk_how { DMK_FTRACE, DMK_KPROBE, DMK_TRACEPOINT };

enum dmk_hook_state {
	DMK_HOOK_ABSENT, /* this kernel has none of the names */
	DMK_HOOK_FAILED, /* it has, registering failed: error */
	DMK_HOOK_ACTIVE,
};

enum dmk_selftest {
	DMK_SELFTEST_NONE, /* the self test has no way to reach it */
	DMK_SELFTEST_MISSED, /* it did what should have hit, and nothing came */
	DMK_SELFTEST_HIT,
};

/*
 * A place that we listen at. 'names' are candidates, the first that the kernel
 * has is taken: kernels differ, and what is inlined lies (see README).
 */
struct dmk_hook {
	const char *names[4];
	void (*handler)(const struct dmk_frame *frame);
	void *probe; /* instead of handler: a tracepoint's function */
	unsigned int rules; /* bits of enum dmr_rule that lose sight without it
			     */
	bool optional; /* its absence is no loss: another kernel's way */
	/* not needed, and left out, where the kernel has this tracepoint */
	const char *unless;
	/* set by hook.c */
	const char *name; /* the candidate that was taken */
	enum dmk_how how;
	enum dmk_hook_state state;
	enum dmk_selftest selftest;
	int error;
	unsigned long __percpu *hits;
	u64 hits_before; /* the self test's */
	void *impl;
};

/* Tables of the hooks_*.c, ended by an entry without names */
extern struct dmk_hook dmk_hooks_kernel[]; /* vmap, ioremap, memremap */
extern struct dmk_hook dmk_hooks_linear[]; /* set_memory_*, set_direct_map_* */
extern struct dmk_hook dmk_hooks_user[]; /* remap_pfn_range, vm_insert_*, zap */
extern struct dmk_hook dmk_hooks_dma[]; /* dma_alloc_*, dma_mmap_* */
extern struct dmk_hook dmk_hooks_page[]; /* page free */

int dmk_hooks_register(void); /* a hook that fails is no error: see coverage */
void dmk_hooks_unregister(void); /* no handler runs after it */
struct dmk_hook *dmk_hook_next(struct dmk_hook *hook); /* NULL: first; end: NULL
							*/
u64 dmk_hook_hits(const struct dmk_hook *hook);
u64 dmk_hook_missed(const struct dmk_hook *hook); /* kprobe's nmissed */

/* Rules by how well they are watched, from the states of their hooks */
enum dmk_sight { DMK_BLIND, DMK_PARTIAL, DMK_WATCHED };
enum dmk_sight dmk_rule_sight(enum dmr_rule rule, const struct dmk_hook **why);

/* -------------------------------------------------------------- selftest.c */

/*
 * dmk_selftest - at load, before hooks may report: does on own pages what each
 * hook listens for, and sees which hit. Leaves no mapping behind, and makes no
 * verdicts: its events are DMR_EV_SNAPSHOT.
 */
void dmk_selftest(void);

/* ------------------------------------------------------------------ walk.c */

/* a leaf, or a hole of the same size: type is DMR_ABSENT */
struct dmk_slot {
	unsigned long va;
	u64 pfn, npages;
	enum dmr_type type;
};

/* neighbouring leaves with one type, and whose they are */
struct dmk_leaf {
	unsigned long va;
	u64 pfn, npages;
	enum dmr_type type;
	u64 space; /* DMR_SPACE_KERNEL or the mm */
	pid_t pid; /* of a task that has that mm */
	char comm[TASK_COMM_LEN];
};

struct dmk_walk_stats {
	u64 tables, leaves, runs;
	u64 unreadable; /* tables that changed, or could not be read */
	u64 spaces_skipped; /* an mm whose lock could not be had */
	u64 lost; /* had no room: not compared with the record */
	u64 ns;
};

/*
 * dmk_walk_init - keeps memory hot-remove and walks apart; before the first
 * walk. dmk_walk_exit: after the last.
 */
int dmk_walk_init(void);
void dmk_walk_exit(void);

/*
 * dmk_walk_kernel - every leaf of the kernel's half, neighbours joined to runs
 * where VA, PFN and type go on. Process context, may sleep. fn: < 0 stops.
 * Page-table pages are held by &init_mm's mmap_lock where it is known, and read
 * without faulting; see arch/x86/walk.c.
 */
int dmk_walk_kernel(int (*fn)(void *arg, const struct dmk_leaf *run), void *arg,
		    struct dmk_walk_stats *stats);

/*
 * dmk_walk_users - the same for the user half of every process. A space whose
 * lock could not be had is given as one run without pages.
 */
int dmk_walk_users(int (*fn)(void *arg, const struct dmk_leaf *run), void *arg,
		   struct dmk_walk_stats *stats);

/* dmk_kernel_read - the leaf or hole over a kernel address; -EFAULT, -ESRCH */
int dmk_kernel_read(unsigned long va, struct dmk_slot *ret);

/*
 * dmk_walk_load - put what exists into the record (DMR_EV_FOUND). The record
 * knows the RAM ranges by then (DMR_OP_RAM).
 */
int dmk_walk_load(struct dmk_walk_stats *stats);

struct dmk_verify {
	struct dmk_walk_stats walk;
	u64 matched; /* mappings of the record that a page table has so */
	u64 stale; /* mappings that no page table has: dropped */
	u64 unseen; /* found by the walk only: taken in */
	u64 unsettled; /* differ, but events came meanwhile: left alone */
};

/* dmk_verify - hold the record against the page tables, and mend it */
int dmk_verify(struct dmk_verify *ret);

/*
 * dmk_verify_enable - have hooks see again, with a record that was mended
 * before and after. dmk_settling: verdicts on events are not to be trusted yet,
 * there and until dmk_walk_load() is through.
 */
int dmk_verify_enable(struct dmk_verify *ret);
bool dmk_settling(void);

/*
 * What events have touched between begin and end; see touched.c. One at a time.
 * dmk_touched_event - by the tap, under the record's lock.
 */
void dmk_touched_begin(void);
void dmk_touched_end(void);
void dmk_touched_event(const struct dmr_event *event);
bool dmk_touched_frame(u64 pfn);
bool dmk_touched_pages(u64 space, u64 va, u64 npages);

/*
 * dmk_lookup_show - debugfs 'pfn': the state of a frame, what the record knows
 * of it, and all its mappings as the page tables have them. May sleep.
 */
void dmk_lookup_show(struct seq_file *m, u64 pfn);

/* dmk_init_mm_found - hook on apply_to_page_range() saw &init_mm in a self test
 */
void dmk_init_mm_found(struct mm_struct *mm);
bool dmk_init_mm_known(void);

/* ------------------------------------------------------------------ arch/ */

int dmk_arch_init(void); /* reads the PAT; -ENODEV: this CPU has none */
enum dmr_arch dmk_arch(void);
/* dmk_prot_type - a pgprot as the page table has it at the 4 KiB level; dmk_arg
 * - argument n (from 0) of a hooked function, n < 6; and more: inline in fast.h
 */
#ifdef CONFIG_X86_64
#include "arch/x86/fast.h"
#endif
/* the caching bits that page->flags keep for RAM, learnt by the self test */
enum dmr_type dmk_page_flags_type(const struct page *page);
void dmk_page_flags_learn(void);
/*
 * dmk_linear_read - the linear map's type of a frame from its page table.
 * *level_pages: frames that its leaf covers (1, 512, 262144). Any context, for
 * a frame whose linear mapping does not go away now.
 */
enum dmr_type dmk_linear_read(u64 pfn, u64 *level_pages);
/* the regions of the kernel's half that the record tells apart */
enum dmk_region {
	DMK_REGION_LINEAR, /* the linear map: PFN and VA go together */
	DMK_REGION_VMALLOC, /* vmap(), ioremap(), vmalloc() */
	DMK_REGION_IMAGE, /* text and data of the kernel and of modules */
	DMK_REGION_OTHER, /* fixmap, vmemmap and the like: the kernel's own */
};

/* dmk_region_of - and its end, so that a run can be cut there */
enum dmk_region dmk_region_of(unsigned long va, unsigned long *end);

/*
 * dmk_arch_walk - the leaves of one half of the tree of page tables of mm, in
 * order; its lock is held by the caller as far as it can be. Neighbours within
 * a table come joined. Only what is present; fn < 0 stops and is returned.
 * -ENOMEM. May sleep.
 */
int dmk_arch_walk(struct mm_struct *mm, bool kernel_half,
		  int (*fn)(void *arg, const struct dmk_slot *leaf), void *arg,
		  struct dmk_walk_stats *stats);

/* dmk_arch_read - the leaf or hole that holds va; -EFAULT: unreadable table */
int dmk_arch_read(struct mm_struct *mm, unsigned long va, struct dmk_slot *ret);

/* the registers of the last lines of 'stats': "pat 0407050600070106" */
void dmk_arch_show(struct seq_file *m);

/* --------------------------------------------------------- pending reads */

/*
 * dmk_reread_linear - have the worker read these linear mappings again once the
 * caller is through, and put what it finds into the record: hooks see a call at
 * its entry, not whether it succeeded. Any context. False: no room, counted.
 */
bool dmk_reread_linear(u64 pfn, u64 npages);
/* the same for a leaf of more than one page that a change may split */
bool dmk_reread_split(u64 pfn, u64 leaf_pages, const struct dmr_event *cause);
void dmk_reread_run(void); /* by the worker */
/* code goes, and its names with it: look at all splits now. May sleep. */
void dmk_reread_module(void);
u64 dmk_reread_lost(void);

/* ---------------------------------------------------------- hooks_linear.c */

/* calls of set_memory_*() that are not of the linear map; shown in 'stats' */
u64 dmk_linear_elsewhere(void);

/* ---------------------------------------------------------------- report.c */

int dmk_report_init(void);
void dmk_report_exit(void);
void dmk_report_verdict(void *arg, const struct dmr_verdict *verdict);
void dmk_report_run(void); /* by the worker: print what waits */
void dmk_report_show(struct seq_file *m); /* debugfs 'conflicts' */
u64 dmk_report_lost(void);
/* filter: "driver=NAME", "module=NAME", "rule=ID", "off"; -EINVAL */
int dmk_report_set_filter(char *text);
void dmk_report_show_filter(struct seq_file *m);
/* the taps' other ends: tracepoints, and who split large leaves */
void dmk_trace_event(const struct dmr_event *event);
bool dmk_trace_verdict_on(void);
void dmk_trace_verdict(const struct dmr_verdict *verdict, const char *text);
/* count a split for who caused it: nr return addresses, innermost first. May
 * sleep. */
void dmk_report_split(const u64 *stack, unsigned int nr, u64 time);
void dmk_report_show_splits(struct seq_file *m);
void dmk_report_show_stats(struct seq_file *m);

/* ------------------------------------------------------------------ show.c */

/*
 * Lines of key=value in debugfs. dmk_show_mapping - all but its newline; the
 * others give one or more values with a blank before them, dmk_show_string - a
 * value, escaped.
 */
void dmk_show_mapping(struct seq_file *m, const struct dmr_mapping *mapping);
void dmk_show_stack(struct seq_file *m, const struct dmr_side *side);
void dmk_show_site(struct seq_file *m, const struct dmr_side *side);
void dmk_show_time(struct seq_file *m, const char *key, u64 ns);
void dmk_show_string(struct seq_file *m, const char *text);
void dmk_show_kind(struct seq_file *m, enum dmr_kind kind);

/* ---------------------------------------------------------------- symbol.c */

/*
 * dmk_symbol - a dmr_symbolize_fn: "func+0x1c4 [mod]", "unknown code" for an
 * address without a name. Knows the names of modules that are gone. May sleep.
 */
void dmk_symbol(void *unused, u64 address, u64 time, char *buf, size_t size);
/* the time of a name that is wanted of what is there now */
#define DMK_SYMBOL_NOW U64_MAX
/*
 * By the module notifier, MODULE_STATE_LIVE, _GOING and _COMING. The first two
 * keep the names of what the record holds of it and is about to be freed, the
 * last drops names that nobody needs any more when there are many.
 */
void dmk_symbol_module_live(struct module *mod);
void dmk_symbol_module_going(struct module *mod);
void dmk_symbol_module_coming(struct module *mod);
void dmk_symbol_exit(void);
u64 dmk_symbol_lost(void);

/* ---------------------------------------------------------------- stream.c */

extern const struct file_operations dmk_stream_fops;
int dmk_stream_init(void);
void dmk_stream_exit(void);
void dmk_stream_event(void *arg, const struct dmr_event *event); /* tap */
void dmk_stream_verdict(const struct dmr_verdict *verdict);
void dmk_stream_run(void); /* by the worker: wake readers */
u64 dmk_stream_lost(void);

/* --------------------------------------------------------------- debugfs.c */

int dmk_debugfs_init(void);
/* what dmk_walk_load() took, for 'stats' */
void dmk_debugfs_load_walk(const struct dmk_walk_stats *stats);
void dmk_debugfs_exit(void);

/* -------------------------------------------------------------------- os.c */

/* every Nth allocation of the record fails; 0: none. debugfs 'fail_alloc' */
extern u32 dmk_fail_alloc;

#endif
