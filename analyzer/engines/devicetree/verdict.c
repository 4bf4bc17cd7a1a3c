// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "engines/devicetree.h"

/* CMA_MIN_ALIGNMENT_BYTES with pages of 4 KiB and huge pages; without huge
 * pages, or with larger pages, it is more (include/linux/cma.h, 6.1). */
#define CMA_ALIGNMENT UINT64_C(0x200000)

bool dt_region_is(const struct dt_region *r, const char *compatible)
{
	vec_for_each(&r->compatible, name)
		if (!strcmp(*name, compatible))
			return true;
	return false;
}

enum dt_linear dt_region_linear(const struct dt_region *r)
{
	if (r->flags & DT_OVERLAY)
		return DT_LINEAR_UNKNOWN;
	if (r->flags & (DT_DISABLED | DT_UNSUPPORTED))
		return DT_LINEAR_FREE;
	if (r->flags & DT_NO_MAP)
		return DT_LINEAR_OUT;
	if (r->flags & DT_OUTSIDE)
		return DT_LINEAR_OUTSIDE;
	if (r->flags & DT_REUSABLE)
		return DT_LINEAR_CMA;
	return DT_LINEAR_IN;
}

const char *dt_linear_text(enum dt_linear linear)
{
	switch (linear) {
	case DT_LINEAR_IN:
		return "in the linear map";
	case DT_LINEAR_CMA:
		return "in the linear map, and the page allocator's";
	case DT_LINEAR_OUT:
		return "not in the linear map";
	case DT_LINEAR_OUTSIDE:
		return "outside of the memory that the tree tells of";
	case DT_LINEAR_FREE:
		return "not reserved";
	case DT_LINEAR_UNKNOWN:
		break;
	}
	return "part of an overlay";
}

/* What the kernel sets up of a pool for everybody. */
static enum dt_defect pool_defect(const struct dt_region *r)
{
	bool reusable = r->flags & DT_REUSABLE;

	if (!reusable)
		return r->flags & (DT_NO_MAP | DT_OUTSIDE) ? DT_DEFECT_NONE :
							     DT_DEFECT_POOL;
	if (r->flags & DT_DYNAMIC)
		return r->size % CMA_ALIGNMENT ? DT_DEFECT_ALIGNMENT :
						 DT_DEFECT_NONE;
	vec_for_each(&r->ranges, range)
		if (range->base % CMA_ALIGNMENT || range->size % CMA_ALIGNMENT)
			return DT_DEFECT_ALIGNMENT;
	return DT_DEFECT_NONE;
}

enum dt_defect dt_region_defect(const struct dt_region *r)
{
	if (r->flags & DT_DISABLED)
		return DT_DEFECT_NONE;
	if (r->flags & DT_UNSUPPORTED)
		return DT_DEFECT_UNSUPPORTED;
	if (r->flags & DT_NO_MAP && r->flags & DT_REUSABLE)
		return DT_DEFECT_EXCLUSIVE;
	if (dt_region_is(r, "shared-dma-pool"))
		return pool_defect(r);
	return DT_DEFECT_NONE;
}

const char *dt_defect_text(enum dt_defect defect)
{
	switch (defect) {
	case DT_DEFECT_NONE:
		break;
	case DT_DEFECT_POOL:
		return "a shared-dma-pool is neither no-map nor reusable: "
		       "no kernel can give it to a device";
	case DT_DEFECT_EXCLUSIVE:
		return "no-map and reusable exclude each other";
	case DT_DEFECT_ALIGNMENT:
		return "a reusable shared-dma-pool is not aligned to 2 MiB: "
		       "the kernel does not take it for CMA";
	case DT_DEFECT_UNSUPPORTED:
		return "/reserved-memory has no ranges, or other cells than "
		       "the root: the kernel ignores what is in it";
	}
	return NULL;
}
