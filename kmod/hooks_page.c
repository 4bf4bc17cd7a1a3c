// SPDX-License-Identifier: GPL-2.0
/*
 * Pages that go back to the allocator. The tracepoint comes before page->flags
 * are wiped (mm/page_alloc.c: free_pages_prepare(), Linux 6.1 and 6.12), so
 * that a page which is not plain write-back shows even when nobody saw it being
 * changed.
 */

#include <linux/mm.h>

#include "hooks.h"

static noinline void freed(struct page *page, u64 n, unsigned long caller)
{
	u64 i = 0, from, pfn = page_to_pfn(page), level_pages;
	enum dmr_type type, next;

	next = dmk_linear_read(pfn, &level_pages);
	while (i < n) {
		struct dmk_emit emit = {
			.op = DMR_OP_FREE,
			.kind = DMR_KIND_LINEAR,
			.caller = caller,
		};

		type = next;
		for (from = i++; i < n; i++) {
			next = dmk_linear_read(pfn + i, &level_pages);
			if (next != type)
				break;
		}
		emit.type = type;
		dmk_emit_run(&emit, (unsigned long)page_address(page + from),
			     pfn + from, i - from);
		dmk_emit_end(&emit);
	}
}

/* Every page of the system passes here: two tests, then out. */
static void on_mm_page_free(void *data, struct page *page, unsigned int order)
{
	const struct dmk_hook *hook = data;
	unsigned int n = 1U << order;

	this_cpu_inc(*hook->hits);
	if (likely(!dmk_page_flags_marked(page, n) &&
		   !dmr_marked(dmk_record, page_to_pfn(page), n)))
		return;
	if (dmk_enabled())
		freed(page, n, _RET_IP_);
}

struct dmk_hook dmk_hooks_page[] = {{.names = {"mm_page_free"},
				     .probe = on_mm_page_free,
				     .rules = BIT(DMR_NOT_RESTORED) |
					      BIT(DMR_RAM_ALIAS_VMAP) |
					      BIT(DMR_RAM_ALIAS_USER)},
				    {}};
