// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses as names, for as long as the record holds the addresses. When code
 * goes, a module or its __init functions, the names of what is recorded of it
 * are kept; other code may come to be at the same addresses later, so a name is
 * good for what was recorded until its code went.
 *
 * Addresses without a name are never printed: a headline has to be the same on
 * every boot, and addresses are not for everybody.
 */

#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "kmod.h"

enum { NAMES_MAX = 2048 };

struct name {
	struct hlist_node node;
	unsigned long address;
	u64 until; /* ns since boot: when its code went */
	bool wanted; /* see drop_unused() */
	char text[];
};

static DEFINE_HASHTABLE(names, 6);
static DEFINE_MUTEX(names_lock);
static unsigned int nr_names;
static u64 names_lost;

/* "func+0x1c4/0x200 [mod]" without the function's length */
static void cut_length(char *text)
{
	char *slash = strchr(text, '/');
	char *end = slash ? strchrnul(slash, ' ') : NULL;

	if (end)
		memmove(slash, end, strlen(end) + 1);
}

static void from_kernel(unsigned long address, char *buf, size_t size)
{
	char text[KSYM_SYMBOL_LEN];

	sprint_symbol(text, address);
	/* what it cannot resolve is given as the bare address */
	if (!strncmp(text, "0x", 2))
		strscpy(text, "unknown code", sizeof(text));
	cut_length(text);
	strscpy(buf, text, size);
}

/* The name of what was there at the time; NULL: of what is there now */
static struct name *find(unsigned long address, u64 time)
{
	struct name *name, *best = NULL;

	hash_for_each_possible(names, name, node, address) {
		if (name->address == address && name->until >= time &&
		    (!best || name->until < best->until))
			best = name;
	}
	return best;
}

void dmk_symbol(void *unused, u64 address, u64 time, char *buf, size_t size)
{
	struct name *name;

	mutex_lock(&names_lock);
	name = find(address, time);
	if (name)
		strscpy(buf, name->text, size);
	mutex_unlock(&names_lock);
	if (!name)
		from_kernel(address, buf, size);
}

static void keep(unsigned long address, u64 time, u64 now)
{
	char text[KSYM_SYMBOL_LEN];
	struct name *name;

	if (find(address, time))
		return;
	from_kernel(address, text, sizeof(text));
	name = nr_names < NAMES_MAX ?
		       kmalloc(sizeof(*name) + strlen(text) + 1, GFP_KERNEL) :
		       NULL;
	if (!name) {
		names_lost++;
		return;
	}
	name->address = address;
	name->until = now;
	strcpy(name->text, text);
	hash_add(names, &name->node, address);
	nr_names++;
}

static bool in_module(unsigned long address, const struct module *mod)
{
	return within_module(address, mod);
}

static bool in_init(unsigned long address, const struct module *mod)
{
	return within_module_init(address, mod);
}

static void keep_side(const struct dmr_side *side, const struct module *mod,
		      bool (*in)(unsigned long, const struct module *), u64 now)
{
	for (int i = 0; i < side->nr_stack; i++)
		if (in(side->stack[i], mod))
			keep(side->stack[i], side->time, now);
}

static void keep_names(const struct module *mod,
		       bool (*in)(unsigned long, const struct module *))
{
	u64 cursor = 0, now;
	struct dmr_mapping mapping;

	/* verdicts that wait are named while that is easy */
	dmk_report_run();
	now = ktime_get_mono_fast_ns();
	mutex_lock(&names_lock);
	while (dmr_next(dmk_record, &cursor, &mapping)) {
		keep_side(&mapping.side, mod, in, now);
		cond_resched();
	}
	mutex_unlock(&names_lock);
}

static void want(const struct dmr_side *side)
{
	struct name *name;

	for (int i = 0; i < side->nr_stack; i++) {
		name = find(side->stack[i], side->time);
		if (name)
			name->wanted = true;
	}
}

static void drop_unwanted(void)
{
	struct hlist_node *next;
	struct name *name;
	int bucket;

	hash_for_each_safe(names, bucket, next, name, node) {
		if (name->wanted)
			continue;
		hash_del(&name->node);
		kfree(name);
		nr_names--;
	}
}

/* names of what is not recorded any more */
static void drop_unused(void)
{
	struct dmr_mapping mapping;
	struct name *name;
	u64 cursor = 0;
	int bucket;

	hash_for_each(names, bucket, name, node)
		name->wanted = false;
	while (dmr_next(dmk_record, &cursor, &mapping)) {
		want(&mapping.side);
		cond_resched();
	}
	drop_unwanted();
}

/* its __init functions are about to be freed */
void dmk_symbol_module_live(struct module *mod)
{
	keep_names(mod, in_init);
}

void dmk_symbol_module_going(struct module *mod)
{
	keep_names(mod, in_module);
}

void dmk_symbol_module_coming(struct module *mod)
{
	mutex_lock(&names_lock);
	if (nr_names > NAMES_MAX / 2)
		drop_unused();
	mutex_unlock(&names_lock);
}

u64 dmk_symbol_lost(void)
{
	return names_lost;
}

void dmk_symbol_exit(void)
{
	struct hlist_node *next;
	struct name *name;
	int bucket;

	hash_for_each_safe(names, bucket, next, name, node)
		kfree(name);
	hash_init(names);
	nr_names = 0;
}
