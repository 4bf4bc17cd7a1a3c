// SPDX-License-Identifier: GPL-2.0-or-later
/* Changed by one function, freed by another. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>

struct table {
	unsigned long addr;
};

int table_init(struct table *t)
{
	t->addr = __get_free_page(GFP_KERNEL);
	if (!t->addr)
		return -ENOMEM;
	return set_memory_uc(t->addr, 1);
}

void table_exit(struct table *t)
{
	free_page(t->addr); /* miss: attr/not-restored the field is not followed */
}

int table_once(struct table *t)
{
	t->addr = __get_free_page(GFP_KERNEL);
	if (!t->addr)
		return -ENOMEM;
	set_memory_uc(t->addr, 1);
	free_page(t->addr); /* expect: attr/not-restored 'free_page' */
	return 0;
}
