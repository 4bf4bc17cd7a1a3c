// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "flow/provider.h"

static const char *const tables[] = {
	"iommu_ops",   "iommu_domain_ops",  "iommu_flush_ops",
	"dma_map_ops", "agp_bridge_driver", /* the page table of a chip set */
};

bool provides_dma(const struct module *m)
{
	vec_for_each(&m->entries, e) {
		const char *record = facts_str(m->facts, e->record);

		for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
			if (!strcmp(record, tables[i]))
				return true;
	}
	return false;
}
