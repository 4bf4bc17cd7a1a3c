// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel modules and where their text is: a recording begins with them. */
#include "internal.h"

static struct dmr_module *find(struct dmr_record *record, u64 va, u32 *i)
{
	struct dmr_module *module;
	u32 slots = dmr_pool_slots(&record->modules);

	for (*i = 1; *i < slots; (*i)++) {
		module = dmr_pool_at(&record->modules, *i);
		if (module->used && module->va == va)
			return module;
	}
	return NULL;
}

void dmr_module_apply(struct dmr_record *record, const struct dmr_event *event)
{
	struct dmr_module *module;
	u32 i;

	if (!event->nr_runs)
		return;
	module = find(record, event->runs[0].va, &i);
	if (event->flags & DMR_EV_GONE) {
		if (module)
			dmr_pool_put(&record->modules, i);
		return;
	}
	if (!module) {
		i = dmr_pool_get(&record->modules);
		if (!i) {
			record->stats.lost_modules++;
			return;
		}
		module = dmr_pool_at(&record->modules, i);
	}
	module->used = 1;
	module->va = event->runs[0].va;
	module->npages = event->runs[0].npages;
	memcpy(module->name, event->text, DMR_TEXT);
}
