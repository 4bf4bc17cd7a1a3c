// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "flow/query/provider.h"

static const char *const tables[] = {
	"iommu_ops",   "iommu_domain_ops",  "iommu_flush_ops",
	"dma_map_ops", "agp_bridge_driver", /* the page table of a chip set */
};

/* Whether a record has the kernel's idea of an IOMMU as a member (struct
 * iommu_device in include/linux/iommu.h, 6.1). */
static bool holds_iommu(const struct facts *f)
{
	for (size_t i = 1; i < f->fields.n; i++) {
		const struct fact_type *t = facts_type(f, f->fields.v[i].type);

		if (t->kind == TYPE_RECORD &&
		    !strcmp(facts_str(f, t->record), "iommu_device"))
			return true;
	}
	return false;
}

bool provides_dma(const struct module *m)
{
	if (holds_iommu(m->facts))
		return true;
	vec_for_each(&m->entries, e) {
		const char *record = facts_str(m->facts, e->record);

		for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
			if (!strcmp(record, tables[i]))
				return true;
	}
	return false;
}
