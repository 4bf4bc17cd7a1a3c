// SPDX-License-Identifier: GPL-2.0
/*
 * Listening: a tracer of its own per function, a kprobe where the tracer does
 * not take the name, tracepoints by name. Functions are entered, never returned
 * from: return probes change what other code sees as its caller.
 */

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>

#include "hooks.h"

struct hook_impl {
	struct ftrace_ops ops;
	struct kprobe kprobe;
	struct tracepoint *tracepoint;
	void (*handler)(const struct dmk_frame *frame);
	unsigned long __percpu *hits;
};

static struct dmk_hook *const tables[] = {
	dmk_hooks_kernel, dmk_hooks_linear, dmk_hooks_user,
	dmk_hooks_dma,	  dmk_hooks_page,
};

static bool enabled;

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

/* ----------------------------------------------------------- being called */

/*
 * Each ops has one function, which no handler calls: it cannot recurse, and
 * needs none of ftrace's guards. Unregistering waits for tasks in here.
 */
static void notrace from_ftrace(unsigned long ip, unsigned long parent,
				struct ftrace_ops *ops,
				struct ftrace_regs *fregs)
{
	struct hook_impl *impl = container_of(ops, struct hook_impl, ops);
	struct dmk_frame frame;

	this_cpu_inc(*impl->hits);
	if (unlikely(!READ_ONCE(enabled)))
		return;
#ifdef arch_ftrace_regs
	frame.regs = &arch_ftrace_regs(fregs)->regs;
#else
	frame.regs = &fregs->regs;
#endif
	frame.func = dmk_entry_address(ip);
	frame.caller = parent;
	impl->handler(&frame);
}

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

static int try_ftrace(struct hook_impl *impl, const char *name)
{
	char pattern[KSYM_NAME_LEN];
	int err;

	strscpy(pattern, name, sizeof(pattern));
	memset(&impl->ops, 0, sizeof(impl->ops));
	impl->ops.func = from_ftrace;
	err = ftrace_set_filter(&impl->ops, pattern, strlen(pattern), 1);
	if (err)
		return err;
	err = register_ftrace_function(&impl->ops);
	if (err)
		ftrace_free_filter(&impl->ops);
	return err;
}

static int try_kprobe(struct hook_impl *impl, const char *name)
{
	memset(&impl->kprobe, 0, sizeof(impl->kprobe));
	impl->kprobe.symbol_name = name;
	impl->kprobe.pre_handler = from_kprobe;
	return register_kprobe(&impl->kprobe);
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

static int try_tracepoint(struct dmk_hook *hook, struct hook_impl *impl,
			  const char *name)
{
	impl->tracepoint = find_tracepoint(name);
	if (!impl->tracepoint)
		return -ENOENT;
	return tracepoint_probe_register(impl->tracepoint, hook->probe, hook);
}

/* One name. -ENOENT: this kernel does not have it. */
static int try_name(struct dmk_hook *hook, struct hook_impl *impl,
		    const char *name)
{
	if (hook->probe) {
		hook->how = DMK_TRACEPOINT;
		return try_tracepoint(hook, impl, name);
	}
	hook->how = DMK_FTRACE;
	if (!try_ftrace(impl, name))
		return 0;
	hook->how = DMK_KPROBE;
	return try_kprobe(impl, name);
}

static int register_hook(struct dmk_hook *hook)
{
	struct hook_impl *impl;
	size_t i;
	int err = -ENOENT;

	hook->state = DMK_HOOK_ABSENT;
	if (hook->unless && find_tracepoint(hook->unless))
		return 0;
	impl = kzalloc(sizeof(*impl), GFP_KERNEL);
	hook->hits = alloc_percpu(unsigned long);
	if (!impl || !hook->hits) {
		kfree(impl);
		free_percpu(hook->hits);
		hook->hits = NULL;
		return -ENOMEM;
	}
	impl->handler = hook->handler;
	impl->hits = hook->hits;
	hook->impl = impl;
	for (i = 0; i < ARRAY_SIZE(hook->names) && hook->names[i]; i++) {
		err = try_name(hook, impl, hook->names[i]);
		if (err == -ENOENT)
			continue;
		hook->name = hook->names[i];
		break;
	}
	if (err && err != -ENOENT)
		hook->state = DMK_HOOK_FAILED;
	else if (!err)
		hook->state = DMK_HOOK_ACTIVE;
	hook->error = err;
	return 0;
}

static void stop_hook(struct dmk_hook *hook)
{
	struct hook_impl *impl = hook->impl;

	if (hook->state != DMK_HOOK_ACTIVE)
		return;
	if (hook->how == DMK_TRACEPOINT) {
		tracepoint_probe_unregister(impl->tracepoint, hook->probe,
					    hook);
	} else if (hook->how == DMK_FTRACE) {
		unregister_ftrace_function(&impl->ops);
		ftrace_free_filter(&impl->ops);
	} else {
		unregister_kprobe(&impl->kprobe);
	}
	hook->state = DMK_HOOK_ABSENT;
}

int dmk_hooks_register(void)
{
	struct dmk_hook *hook = NULL;
	int err;

	dmk_notes_init();
	while ((hook = dmk_hook_next(hook))) {
		err = register_hook(hook);
		if (err) {
			dmk_hooks_unregister();
			return err;
		}
		if (hook->state == DMK_HOOK_FAILED)
			pr_warn("dmalias: no hook on %s: error %d\n",
				hook->name, hook->error);
	}
	return 0;
}

void dmk_hooks_unregister(void)
{
	struct dmk_hook *hook = NULL;

	dmk_set_enabled(false);
	while ((hook = dmk_hook_next(hook)))
		stop_hook(hook);
	tracepoint_synchronize_unregister();
	while ((hook = dmk_hook_next(hook))) {
		kfree(hook->impl);
		free_percpu(hook->hits);
		hook->impl = NULL;
		hook->hits = NULL;
	}
}

/* --------------------------------------------------------------- coverage */

u64 dmk_hook_hits(const struct dmk_hook *hook)
{
	u64 sum = 0;
	int cpu;

	if (!hook->hits)
		return 0;
	for_each_possible_cpu(cpu) sum += *per_cpu_ptr(hook->hits, cpu);
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
