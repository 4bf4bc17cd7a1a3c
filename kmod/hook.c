// SPDX-License-Identifier: GPL-2.0
/*
 * Listening: a tracer of its own per function, a kprobe where the tracer does
 * not take the name, tracepoints by name. Functions are entered, never returned
 * from: return probes change what other code sees as its caller.
 */

#include <linux/ftrace.h>
#include <linux/hash.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>

#include "hooks.h"

struct hook_impl {
	unsigned long ip;
	bool finding; /* finder is registered */
	struct kprobe finder, kprobe;
	struct tracepoint *tracepoint;
	void (*handler)(const struct dmk_frame *frame);
	unsigned long __percpu *hits;
};

static struct dmk_hook *const tables[] = {
	dmk_hooks_kernel, dmk_hooks_linear, dmk_hooks_user,
	dmk_hooks_dma,	  dmk_hooks_page,
};

static bool enabled;
static bool tracing; /* ops is registered */

bool dmk_enabled(void)
{
	return READ_ONCE(enabled);
}

void dmk_set_enabled(bool on)
{
	WRITE_ONCE(enabled, on);
}

struct dmk_hook *dmk_hook_next(struct dmk_hook *hook)
{
	size_t i;

	if (!hook)
		return tables[0];
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		struct dmk_hook *end = tables[i];

		while (end->names[0])
			end++;
		if (hook < tables[i] || hook >= end)
			continue;
		if (hook + 1 < end)
			return hook + 1;
		return i + 1 < ARRAY_SIZE(tables) ? tables[i + 1] : NULL;
	}
	return NULL;
}

static void free_hooks(void)
{
	struct dmk_hook *hook = NULL;

	while ((hook = dmk_hook_next(hook))) {
		kfree(hook->impl);
		free_percpu(hook->hits);
		hook->impl = NULL;
		hook->hits = NULL;
		hook->state = DMK_HOOK_ABSENT;
	}
}

/* ----------------------------------------------------------- being called */

/*
 * All functions share one ftrace_ops: each that is registered or taken away
 * patches the kernel's text and waits for every task. Which hook is meant is
 * looked up by address, in a table that does not change while it is in use.
 */
#define TABLE_BITS 7

struct entry {
	unsigned long func;
	struct hook_impl *impl;
};

static struct entry table[1 << TABLE_BITS];

/* The first place to look at; the next ones follow. */
static __always_inline unsigned int place_of(unsigned long func)
{
	return ((u32)(func >> 4) * GOLDEN_RATIO_32) >> (32 - TABLE_BITS);
}

static __always_inline struct hook_impl *find_hook(unsigned long func)
{
	unsigned int i = place_of(func);

	while (table[i].func != func) {
		if (unlikely(!table[i].func))
			return NULL;
		i = (i + 1) % ARRAY_SIZE(table);
	}
	return table[i].impl;
}

static void add_hook(unsigned long func, struct hook_impl *impl)
{
	unsigned int i = place_of(func);

	while (table[i].func)
		i = (i + 1) % ARRAY_SIZE(table);
	table[i] = (struct entry){func, impl};
}

/*
 * No handler calls a function that is hooked: it cannot recurse, and needs none
 * of ftrace's guards. Unregistering waits for tasks in here.
 */
static void notrace from_ftrace(unsigned long ip, unsigned long parent,
				struct ftrace_ops *unused,
				struct ftrace_regs *fregs)
{
	unsigned long func = dmk_entry_address(ip);
	struct hook_impl *impl = find_hook(func);
	struct dmk_frame frame;

	if (unlikely(!impl))
		return;
	this_cpu_inc(*impl->hits);
	if (unlikely(!READ_ONCE(enabled)))
		return;
#ifdef arch_ftrace_regs
	frame.regs = &arch_ftrace_regs(fregs)->regs;
#else
	frame.regs = &fregs->regs;
#endif
	frame.func = func;
	frame.caller = parent;
	impl->handler(&frame);
}

/* permanent: sysctl kernel.ftrace_enabled cannot silence us without a word */
static struct ftrace_ops ops = {
	.func = from_ftrace,
	.flags = FTRACE_OPS_FL_PERMANENT,
};

static int from_kprobe(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct hook_impl *impl = container_of(kprobe, struct hook_impl, kprobe);
	struct dmk_frame frame = {
		.regs = regs,
		.func = dmk_entry_address((unsigned long)kprobe->addr),
		.caller = dmk_return_address(regs),
	};

	this_cpu_inc(*impl->hits);
	if (READ_ONCE(enabled))
		impl->handler(&frame);
	return 0;
}
NOKPROBE_SYMBOL(from_kprobe);

/* ------------------------------------------------------------- registering */

/*
 * A kprobe that is never armed finds the address of a name. -ENOENT: there is
 * no such function, or there are several. They are all let go of at once, later
 * (drop_finders): each time waits for a grace period.
 */
static int find_function(struct hook_impl *impl, const char *name)
{
	struct kprobe *finder = &impl->finder;
	int err;

	memset(finder, 0, sizeof(*finder));
	finder->symbol_name = name;
	finder->flags = KPROBE_FLAG_DISABLED;
	err = register_kprobe(finder);
	impl->finding = !err;
	return err == -EADDRNOTAVAIL ? -ENOENT : err;
}

static int try_function(struct dmk_hook *hook, const char *name)
{
	struct hook_impl *impl = hook->impl;
	int err = find_function(impl, name);

	if (err)
		return err;
	impl->ip = (unsigned long)impl->finder.addr;
	hook->how = DMK_FTRACE;
	if (ftrace_set_filter_ip(&ops, impl->ip, 0, 0))
		hook->how = DMK_KPROBE;
	return 0;
}

struct search {
	const char *name;
	struct tracepoint *found;
};

static void match_tracepoint(struct tracepoint *tracepoint, void *arg)
{
	struct search *search = arg;

	if (!strcmp(tracepoint->name, search->name))
		search->found = tracepoint;
}

static struct tracepoint *find_tracepoint(const char *name)
{
	struct search search = {.name = name};

	for_each_kernel_tracepoint(match_tracepoint, &search);
	return search.found;
}

static int try_name(struct dmk_hook *hook, const char *name)
{
	struct hook_impl *impl = hook->impl;

	if (!hook->probe)
		return try_function(hook, name);
	hook->how = DMK_TRACEPOINT;
	impl->tracepoint = find_tracepoint(name);
	return impl->tracepoint ? 0 : -ENOENT;
}

/* Finds what to hook; nothing calls us yet. */
static int prepare(struct dmk_hook *hook)
{
	struct hook_impl *impl;
	size_t i;
	int err = -ENOENT;

	hook->state = DMK_HOOK_ABSENT;
	if (hook->unless && find_tracepoint(hook->unless))
		return 0;
	impl = kzalloc(sizeof(*impl), GFP_KERNEL);
	hook->hits = alloc_percpu(unsigned long);
	hook->impl = impl;
	if (!impl || !hook->hits)
		return -ENOMEM;
	impl->handler = hook->handler;
	impl->hits = hook->hits;
	for (i = 0; i < ARRAY_SIZE(hook->names) && hook->names[i]; i++) {
		err = try_name(hook, hook->names[i]);
		if (err == -ENOENT)
			continue;
		hook->name = hook->names[i];
		break;
	}
	hook->error = err;
	if (!err)
		hook->state = DMK_HOOK_ACTIVE;
	else if (err != -ENOENT)
		hook->state = DMK_HOOK_FAILED;
	return 0;
}

static void drop_finders(void)
{
	struct kprobe *finders[1 << TABLE_BITS];
	struct dmk_hook *hook = NULL;
	int n = 0;

	while ((hook = dmk_hook_next(hook))) {
		struct hook_impl *impl = hook->impl;

		if (impl && impl->finding && n < ARRAY_SIZE(finders)) {
			impl->finding = false;
			finders[n++] = &impl->finder;
		}
	}
	unregister_kprobes(finders, n);
}

static int start_kprobe(struct hook_impl *impl, const char *name)
{
	memset(&impl->kprobe, 0, sizeof(impl->kprobe));
	impl->kprobe.symbol_name = name;
	impl->kprobe.pre_handler = from_kprobe;
	return register_kprobe(&impl->kprobe);
}

static void start(struct dmk_hook *hook, bool ftrace)
{
	struct hook_impl *impl = hook->impl;

	if (hook->state != DMK_HOOK_ACTIVE)
		return;
	if (hook->how == DMK_FTRACE && ftrace)
		return;
	if (hook->how == DMK_TRACEPOINT) {
		hook->error = tracepoint_probe_register(impl->tracepoint,
							hook->probe, hook);
	} else {
		hook->how = DMK_KPROBE;
		hook->error = start_kprobe(impl, hook->name);
	}
	if (hook->error)
		hook->state = DMK_HOOK_FAILED;
}

/* True: ftrace calls us for all hooks that want it. */
static bool start_ftrace(void)
{
	struct dmk_hook *hook = NULL;

	while ((hook = dmk_hook_next(hook))) {
		struct hook_impl *impl = hook->impl;

		if (hook->state == DMK_HOOK_ACTIVE && hook->how == DMK_FTRACE)
			add_hook(dmk_entry_address(impl->ip), impl);
	}
	if (!register_ftrace_function(&ops))
		return true;
	ftrace_free_filter(&ops);
	return false;
}

int dmk_hooks_register(void)
{
	struct dmk_hook *hook = NULL;
	int err = 0;

	dmk_notes_init();
	while (!err && (hook = dmk_hook_next(hook)))
		err = prepare(hook);
	drop_finders();
	if (err) {
		free_hooks();
		ftrace_free_filter(&ops);
		return err;
	}
	tracing = start_ftrace();
	while ((hook = dmk_hook_next(hook))) {
		start(hook, tracing);
		if (hook->state == DMK_HOOK_FAILED)
			pr_warn("dmalias: no hook on %s: error %d\n",
				hook->name, hook->error);
	}
	return 0;
}

static void stop(struct dmk_hook *hook)
{
	struct hook_impl *impl = hook->impl;

	if (hook->state != DMK_HOOK_ACTIVE)
		return;
	if (hook->how == DMK_TRACEPOINT)
		tracepoint_probe_unregister(impl->tracepoint, hook->probe,
					    hook);
	else if (hook->how == DMK_KPROBE)
		unregister_kprobe(&impl->kprobe);
}

void dmk_hooks_unregister(void)
{
	struct dmk_hook *hook = NULL;

	dmk_set_enabled(false);
	if (tracing) {
		/*
		 * Who still is in a handler unwinds its stack through ftrace's
		 * trampoline, which the unwinder knows no longer once our ops
		 * are taken off (orc_ftrace_find(), Linux 6.1): the caller
		 * would be unknown.
		 */
		synchronize_rcu_tasks();
		unregister_ftrace_function(&ops);
		ftrace_free_filter(&ops);
	}
	while ((hook = dmk_hook_next(hook)))
		stop(hook);
	tracepoint_synchronize_unregister();
	free_hooks();
}

/* --------------------------------------------------------------- coverage */

u64 dmk_hook_hits(const struct dmk_hook *hook)
{
	u64 sum = 0;
	int cpu;

	if (!hook->hits)
		return 0;
	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(hook->hits, cpu);
	return sum;
}

u64 dmk_hook_missed(const struct dmk_hook *hook)
{
	const struct hook_impl *impl = hook->impl;

	if (!impl || hook->state != DMK_HOOK_ACTIVE || hook->how != DMK_KPROBE)
		return 0;
	return impl->kprobe.nmissed;
}

static bool hook_sees(const struct dmk_hook *hook)
{
	return hook->state == DMK_HOOK_ACTIVE &&
	       hook->selftest != DMK_SELFTEST_MISSED;
}

enum dmk_sight dmk_rule_sight(enum dmr_rule rule, const struct dmk_hook **why)
{
	struct dmk_hook *hook = NULL;
	unsigned int seeing = 0, blind = 0;

	*why = NULL;
	while ((hook = dmk_hook_next(hook))) {
		if (!(hook->rules & BIT(rule)))
			continue;
		if (hook_sees(hook)) {
			seeing++;
		} else if (hook->state != DMK_HOOK_ABSENT || !hook->optional) {
			blind++;
			*why = hook;
		}
	}
	if (!seeing)
		return DMK_BLIND;
	return blind ? DMK_PARTIAL : DMK_WATCHED;
}
