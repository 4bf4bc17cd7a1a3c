// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the DMA API: who owns it, and whether it reaches user space by
 * dma_mmap_*(). The path of streaming mappings is not touched.
 *
 * Linux 6.12 has tracepoints with the result of an allocation. Linux 6.1 has
 * none, and a result is known at return only, which we do not look at: there,
 * the first block that fits, taken from the page allocator inside of the call,
 * is taken for the result. That misses memory that does not come from there in
 * one piece: a device's own pool, the atomic pools, CMA, allocations that an
 * IOMMU puts together. It does not lead to wrong verdicts: memory without an
 * owner breaks no rule about owners.
 */

#include <linux/dma-direction.h>
#include <linux/dma-mapping.h>
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/scatterlist.h>
#include <linux/vmalloc.h>

#include "hooks.h"

#define DMA_RULES BIT(DMR_USER_NOT_DMA_MMAP)

static struct dmk_emit own(const struct device *dev)
{
	return (struct dmk_emit){
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_DMA,
		.space = DMR_SPACE_DMA,
		.dev = dev,
	};
}

/* Who called, as the hook at the entry of the allocation has seen it */
static bool set_asker(struct dmk_emit *emit, struct dmk_note *note)
{
	if (!dmk_note_find(DMK_NOTE_DMA_ALLOC, note))
		return false;
	emit->func = note->func;
	emit->caller = note->caller;
	return true;
}

/* ------------------------------------------------------------ allocation */

static void leave_note(const struct dmk_frame *frame, unsigned long size)
{
	struct dmk_note note = {
		.what = (void *)dmk_arg(frame, 0),
		.npages = PAGE_ALIGN(size) >> PAGE_SHIFT,
	};

	dmk_note_leave(DMK_NOTE_DMA_ALLOC, frame, &note);
}

/* (dev, size, ...) */
static void on_alloc(const struct dmk_frame *frame)
{
	leave_note(frame, dmk_arg(frame, 1));
}

static bool reachable(const struct device *dev, u64 pfn, u64 n)
{
	u64 last = ((pfn + n) << PAGE_SHIFT) - 1;

	return !dev ||
	       last <= min_not_zero(dev->coherent_dma_mask, dev->bus_dma_limit);
}

/*
 * Compound blocks are the slab's, for the bookkeeping of the call; frames that
 * the device cannot reach are given back by the call, which then tries again.
 */
static noinline void allocated_under(struct page *page, unsigned int order,
				     gfp_t gfp)
{
	struct dmk_note note;
	struct dmk_emit emit = own(NULL);
	u64 pfn = page_to_pfn(page);

	if (!set_asker(&emit, &note) || gfp & __GFP_COMP ||
	    1ULL << order < note.npages ||
	    !reachable(note.what, pfn, note.npages))
		return;
	emit.dev = note.what;
	emit.type = dmr_linear_type(dmk_record, pfn);
	dmk_emit_run(&emit, (unsigned long)page_address(page), pfn,
		     note.npages);
	dmk_emit_end(&emit);
}

/* Every allocation of the system passes here. */
static void on_mm_page_alloc(void *data, struct page *page, unsigned int order,
			     gfp_t gfp, int migratetype)
{
	const struct dmk_hook *hook = data;

	this_cpu_inc(*hook->hits);
	if (likely(!dmk_note_maybe(DMK_NOTE_DMA_ALLOC)))
		return;
	if (page && dmk_enabled())
		allocated_under(page, order, gfp);
}

/* A CPU address of the API: of the linear map, or of a range it has mapped */
static void own_range(struct dmk_emit *emit, unsigned long va, u64 n)
{
	u64 i;

	if (dmk_is_linear(va)) {
		emit->type = dmr_linear_type(dmk_record, PHYS_PFN(__pa(va)));
		dmk_emit_run(emit, va, PHYS_PFN(__pa(va)), n);
	} else if (is_vmalloc_addr((void *)va)) {
		for (i = 0; i < n; i++, va += PAGE_SIZE) {
			struct page *page = vmalloc_to_page((void *)va);

			if (page)
				dmk_emit_run(emit, va, page_to_pfn(page), 1);
		}
	}
	dmk_emit_end(emit);
}

/* dma_alloc and dma_alloc_pages of Linux 6.12 */
static void on_dma_alloc(void *data, struct device *dev, void *va,
			 dma_addr_t dma, size_t size,
			 enum dma_data_direction dir, gfp_t gfp,
			 unsigned long attrs)
{
	const struct dmk_hook *hook = data;
	struct dmk_emit emit = own(dev);
	struct dmk_note note;

	this_cpu_inc(*hook->hits);
	/* without a kernel mapping va is a cookie */
	if (!dmk_enabled() || !va || attrs & DMA_ATTR_NO_KERNEL_MAPPING)
		return;
	set_asker(&emit, &note);
	own_range(&emit, (unsigned long)va, PAGE_ALIGN(size) >> PAGE_SHIFT);
}

static void each_segment(struct dmk_emit *emit, struct sg_table *table)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sg(table->sgl, sg, table->orig_nents, i) {
		struct page *page = sg_page(sg);

		dmk_emit_run(emit, (unsigned long)page_address(page),
			     page_to_pfn(page),
			     PAGE_ALIGN(sg->length) >> PAGE_SHIFT);
	}
	dmk_emit_end(emit);
}

static void on_dma_alloc_sgt(void *data, struct device *dev,
			     struct sg_table *table, size_t size,
			     enum dma_data_direction dir, gfp_t gfp,
			     unsigned long attrs)
{
	const struct dmk_hook *hook = data;
	struct dmk_emit emit = own(dev);
	struct dmk_note note;

	this_cpu_inc(*hook->hits);
	if (!dmk_enabled() || !table)
		return;
	set_asker(&emit, &note);
	each_segment(&emit, table);
}

/* ------------------------------------------------------------------ free */

static struct dmk_emit disown(const struct dmk_frame *frame)
{
	return (struct dmk_emit){
		.op = DMR_OP_UNMAP,
		.kind = DMR_KIND_DMA,
		.space = DMR_SPACE_DMA,
		.func = frame->func,
	};
}

static void disown_range(const struct dmk_frame *frame, unsigned long va,
			 unsigned long size)
{
	u64 n = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct dmk_emit emit = disown(frame);

	if (!va || (dmk_is_linear(va) &&
		    !dmr_marked(dmk_record, PHYS_PFN(__pa(va)), n)))
		return;
	dmk_emit_run(&emit, va, 0, n);
	dmk_emit_end(&emit);
}

/* (dev, size, cpu_addr, handle, attrs) */
static void on_free_attrs(const struct dmk_frame *frame)
{
	if (!(dmk_arg(frame, 4) & DMA_ATTR_NO_KERNEL_MAPPING))
		disown_range(frame, dmk_arg(frame, 2), dmk_arg(frame, 1));
}

/* (dev, size, page, handle, dir) */
static void on_free_pages(const struct dmk_frame *frame)
{
	struct page *page = (struct page *)dmk_arg(frame, 2);

	disown_range(frame, (unsigned long)page_address(page),
		     dmk_arg(frame, 1));
}

/* (dev, size, table, dir) */
static void on_free_noncontiguous(const struct dmk_frame *frame)
{
	struct dmk_emit emit = disown(frame);

	each_segment(&emit, (struct sg_table *)dmk_arg(frame, 2));
}

/* ------------------------------------------------------------------ mmap */

/* (dev, vma, ...) */
static void on_mmap(const struct dmk_frame *frame)
{
	struct dmk_note note = {.what = (void *)dmk_arg(frame, 1)};

	dmk_note_leave(DMK_NOTE_DMA_MMAP, frame, &note);
}

struct dmk_hook dmk_hooks_dma[] = {
	{.names = {"dma_alloc_attrs"}, .handler = on_alloc, .rules = DMA_RULES},
	{.names = {"dma_alloc_pages"}, .handler = on_alloc, .rules = DMA_RULES},
	{.names = {"dma_alloc_noncontiguous"},
	 .handler = on_alloc,
	 .rules = DMA_RULES},
	{.names = {"mm_page_alloc"},
	 .probe = on_mm_page_alloc,
	 .rules = DMA_RULES,
	 .optional = true,
	 .unless = "dma_alloc"},
	{.names = {"dma_alloc"},
	 .probe = on_dma_alloc,
	 .rules = DMA_RULES,
	 .optional = true},
	{.names = {"dma_alloc_pages"},
	 .probe = on_dma_alloc,
	 .rules = DMA_RULES,
	 .optional = true},
	{.names = {"dma_alloc_sgt"},
	 .probe = on_dma_alloc_sgt,
	 .rules = DMA_RULES,
	 .optional = true},
	{.names = {"dma_free_attrs"},
	 .handler = on_free_attrs,
	 .rules = DMA_RULES},
	{.names = {"dma_free_pages"},
	 .handler = on_free_pages,
	 .rules = DMA_RULES},
	{.names = {"dma_free_noncontiguous"},
	 .handler = on_free_noncontiguous,
	 .rules = DMA_RULES},
	{.names = {"dma_mmap_attrs"}, .handler = on_mmap, .rules = DMA_RULES},
	{.names = {"dma_mmap_pages"}, .handler = on_mmap, .rules = DMA_RULES},
	{.names = {"dma_mmap_noncontiguous"},
	 .handler = on_mmap,
	 .rules = DMA_RULES},
	{}};
