// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses as names, for as long as the record holds the addresses: when a
 * module goes, the names of what is recorded of it are kept.
 *
 * Addresses without a name are never printed: a headline has to be the same on
 * every boot, and addresses are not for everybody.
 */

#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "kmod.h"

enum { NAMES_MAX = 2048 };

struct name {
	struct hlist_node node;
	unsigned long address;
	bool wanted; /* see dmk_symbol_module_coming() */
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

static struct name *find(unsigned long address)
{
	struct name *name;

	hash_for_each_possible(names, name, node,
			       address) if (name->address ==
					    address) return name;
	return NULL;
}

void dmk_symbol(void *unused, u64 address, char *buf, size_t size)
{
	struct name *name;

	mutex_lock(&names_lock);
	name = find(address);
	if (name)
		strscpy(buf, name->text, size);
	mutex_unlock(&names_lock);
	if (!name)
		from_kernel(address, buf, size);
}

static void keep(unsigned long address)
{
	char text[KSYM_SYMBOL_LEN];
	struct name *name;

	if (find(address))
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
	strcpy(name->text, text);
	hash_add(names, &name->node, address);
	nr_names++;
}

static void want(unsigned long address)
{
	struct name *name = find(address);

	if (name)
		name->wanted = true;
}

static bool in_module(unsigned long address, const struct module *mod)
{
	return within_module(address, mod);
}

static bool in_init(unsigned long address, const struct module *mod)
{
	return within_module_init(address, mod);
}

/* every address of mod's that the record has */
static void for_each_recorded(const struct module *mod,
			      bool (*in)(unsigned long, const struct module *),
			      void (*fn)(unsigned long))
{
	struct dmr_mapping mapping;
	u64 cursor = 0;

	while (dmr_next(dmk_record, &cursor, &mapping)) {
		const struct dmr_side *side = &mapping.side;

		for (int i = 0; i < side->nr_stack; i++)
			if (in(side->stack[i], mod))
				fn(side->stack[i]);
		cond_resched();
	}
}

static void keep_names(const struct module *mod,
		       bool (*in)(unsigned long, const struct module *))
{
	/* verdicts that wait are named while that is easy */
	dmk_report_run();
	mutex_lock(&names_lock);
	for_each_recorded(mod, in, keep);
	mutex_unlock(&names_lock);
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

/* a new module may be where one was whose names are kept */
void dmk_symbol_module_coming(struct module *mod)
{
	struct hlist_node *next;
	struct name *name;
	int bucket;

	mutex_lock(&names_lock);
	hash_for_each(names, bucket, name, node)
		name->wanted = !within_module(name->address, mod);
	for_each_recorded(mod, in_module, want);
	hash_for_each_safe(names, bucket, next, name, node)
	{
		if (name->wanted)
			continue;
		hash_del(&name->node);
		kfree(name);
		nr_names--;
	}
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

	hash_for_each_safe(names, bucket, next, name, node) kfree(name);
	hash_init(names);
	nr_names = 0;
}
