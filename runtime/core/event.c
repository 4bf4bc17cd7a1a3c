// SPDX-License-Identifier: GPL-2.0-or-later
/* Events: names, clearing, collecting runs. */
#include "event.h"
#include "internal.h"

static const char *const kinds[DMR_KIND_COUNT] = {
	[DMR_KIND_NONE] = "none",	   [DMR_KIND_LINEAR] = "linear map",
	[DMR_KIND_IMAGE] = "kernel image", [DMR_KIND_VMAP] = "vmap",
	[DMR_KIND_IOREMAP] = "ioremap",	   [DMR_KIND_MEMREMAP] = "memremap",
	[DMR_KIND_USER] = "user",	   [DMR_KIND_DMA] = "dma",
};

static const char *const ops[DMR_OP_COUNT] = {
	[DMR_OP_NONE] = "none",	    [DMR_OP_START] = "start",
	[DMR_OP_RAM] = "ram",	    [DMR_OP_MODULE] = "module",
	[DMR_OP_SYMBOL] = "symbol", [DMR_OP_MAP] = "map",
	[DMR_OP_UNMAP] = "unmap",   [DMR_OP_UNMAP_SPACE] = "unmap-space",
	[DMR_OP_COPY] = "copy",	    [DMR_OP_MOVE] = "move",
	[DMR_OP_LINEAR] = "linear", [DMR_OP_REFUSED] = "refused",
	[DMR_OP_FREE] = "free",	    [DMR_OP_SPLIT] = "split",
	[DMR_OP_LOST] = "lost",	    [DMR_OP_VERDICT] = "verdict",
	[DMR_OP_SITE] = "site",	    [DMR_OP_END] = "end",
};

const char *dmr_kind_name(enum dmr_kind kind)
{
	return kind < DMR_KIND_COUNT ? kinds[kind] : "?";
}

const char *dmr_op_name(enum dmr_op op)
{
	return op < DMR_OP_COUNT ? ops[op] : "?";
}

void dmr_event_clear(struct dmr_event *event)
{
	memset(event, 0, offsetof(struct dmr_event, stack));
}

bool dmr_event_run(struct dmr_event *event, u64 va, u64 pfn, u64 npages)
{
	struct dmr_run *run;

	if (event->nr_runs) {
		run = &event->runs[event->nr_runs - 1];
		if (run->pfn + run->npages == pfn &&
		    run->va + dmr_bytes(run->npages) == va) {
			run->npages += npages;
			return true;
		}
	}
	if (event->nr_runs >= DMR_RUNS_MAX)
		return false;
	run = &event->runs[event->nr_runs++];
	run->va = va;
	run->pfn = pfn;
	run->npages = npages;
	return true;
}
