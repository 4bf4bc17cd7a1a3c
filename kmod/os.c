// SPDX-License-Identifier: GPL-2.0
/* Memory for the core; see core/os.h for what it may expect. */

#include <linux/mm.h>
#include <linux/slab.h>

#include "kmod.h"

u32 dmk_fail_alloc;

static bool should_fail(void)
{
	static atomic_t count;
	u32 every = READ_ONCE(dmk_fail_alloc);

	return every && (u32)atomic_inc_return(&count) % every == 0;
}

/*
 * kvmalloc() aligns whole pages to a page. The core's memory is bounded by
 * itself and it counts what it cannot get: no message of the allocator.
 */
void *dmr_alloc(size_t size)
{
	if (should_fail())
		return NULL;
	if (size > PAGE_SIZE)
		size = PAGE_ALIGN(size);
	return kvzalloc(size, GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY);
}

void dmr_free(void *memory)
{
	kvfree(memory);
}
