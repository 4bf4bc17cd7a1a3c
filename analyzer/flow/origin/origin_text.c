// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/origin_text.h"

static const char *const words[ORIGIN_NR] = {
	[ORIGIN_UNKNOWN] = "memory of unknown origin",
	[ORIGIN_PAGES] = "pages of the page allocator",
	[ORIGIN_SLAB] = "memory of kmalloc",
	[ORIGIN_VMALLOC] = "pages of vmalloc memory",
	[ORIGIN_COHERENT] = "coherent memory of the DMA API",
	[ORIGIN_DMA_PAGES] = "cached pages of the DMA API",
	[ORIGIN_POOL] = "memory of a pool",
	[ORIGIN_SHMEM] = "pages of a file in memory",
	[ORIGIN_PINNED] = "pages of a process",
	[ORIGIN_IMAGE] = "data of the kernel's image",
	[ORIGIN_LINEAR] = "memory of the linear map",
	[ORIGIN_BOOT] = "memory that was reserved at boot",
	[ORIGIN_NOMAP] = "memory that was taken out of the linear map",
	[ORIGIN_RESERVED] = "a reserved-memory region",
	[ORIGIN_ABOVE] = "memory above what 'mem=' leaves",
	[ORIGIN_PARAMETER] = "an address from a parameter",
	[ORIGIN_CONSTANT] = "a constant address",
	[ORIGIN_ARGUMENT] = "an address that a caller gives",
	[ORIGIN_RESOURCE] = "a resource of the device",
	[ORIGIN_BAR] = "a BAR of the device",
	[ORIGIN_MMIO] = "device memory",
};

const char *origin_words(enum model_origin kind)
{
	return words[kind];
}

void origin_step(struct flow_end *end, struct finding *finding,
		 const struct origin *o)
{
	if (o->op)
		end_step(end, finding, o->op, "memory comes from '%s'",
			 end_call_name(end, o->op));
}

void memory_type_step(struct flow_end *end, struct finding *finding,
		      const struct memory_use *use,
		      const struct memory_type *type)
{
	if (type->op && type->op != use->op)
		end_step(end, finding, type->op, "type chosen by '%s'",
			 end_call_name(end, type->op));
}
