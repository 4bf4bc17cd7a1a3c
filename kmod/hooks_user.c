// SPDX-License-Identifier: GPL-2.0
/*
 * Mappings in user space that a driver makes: remap_pfn_range(),
 * vm_insert_page(), vmf_insert_*(); and what unmaps, copies and moves them.
 */

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pfn_t.h>

#include "hooks.h"

#define USER_RULES (BIT(DMR_RAM_ALIAS_USER) | BIT(DMR_USER_NOT_DMA_MMAP))
/* PREEMPT_RT has none, and nothing that would map them */
#define NO_HUGE_PAGES (!IS_ENABLED(CONFIG_TRANSPARENT_HUGEPAGE))

static u64 space_of(const struct vm_area_struct *vma)
{
	return (unsigned long)vma->vm_mm;
}

static enum dmr_type vma_type(const struct vm_area_struct *vma)
{
	return dmk_prot_type(vma->vm_page_prot);
}

/* Cached as RAM is anyway, asked for so, and nothing known of the frames */
static bool plain(const struct dmk_emit *emit, u64 pfn, u64 n)
{
	if (emit->type != DMR_WB ||
	    (emit->asked != DMR_WB && emit->asked != DMR_TYPE_UNKNOWN))
		return false;
	return !dmk_params.full && dmr_is_ram(dmk_record, pfn, n) &&
	       !dmr_marked(dmk_record, pfn, n);
}

/* Is this a call of dma_mmap_*() for the same area? */
static void note_dma_mmap(struct dmk_emit *emit,
			  const struct vm_area_struct *vma)
{
	struct dmk_note note;

	if (dmk_note_find(DMK_NOTE_DMA_MMAP, &note) && note.what == vma) {
		emit->flags |= DMR_EV_DMA_MMAP;
		emit->func = note.func;
		emit->caller = note.caller;
	}
}

/* The driver's function that is called for the area, see add_maker() */
static unsigned long mmap_of(const struct vm_area_struct *vma)
{
	return vma->vm_file ? (unsigned long)vma->vm_file->f_op->mmap : 0;
}

static unsigned long fault_of(const struct vm_area_struct *vma)
{
	if (vma->vm_ops && vma->vm_ops->fault)
		return (unsigned long)vma->vm_ops->fault;
	return mmap_of(vma);
}

static struct dmk_emit map_user(const struct dmk_frame *frame,
				const struct vm_area_struct *vma,
				enum dmr_type type)
{
	return (struct dmk_emit){
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_USER,
		.type = type,
		.space = space_of(vma),
		.func = frame->func,
		.caller = frame->caller,
		.maker = mmap_of(vma),
	};
}

/* Page by page, as the fault handlers of TTM do with memory of the DMA API */
static struct dmk_emit insert_user(const struct dmk_frame *frame,
				   const struct vm_area_struct *vma,
				   enum dmr_type type)
{
	struct dmk_emit emit = map_user(frame, vma, type);

	emit.flags |= DMR_EV_INSERT;
	return emit;
}

static void map_run(struct dmk_emit *emit, const struct vm_area_struct *vma,
		    u64 va, u64 pfn, u64 n)
{
	if (plain(emit, pfn, n))
		return;
	note_dma_mmap(emit, vma);
	if (emit->type != DMR_WB)
		dmk_linear_learn(pfn, n);
	dmk_emit_run(emit, va, pfn, n);
	dmk_emit_end(emit);
}

/* (vma, addr, pfn, size, prot): what was asked for, before x86 overrides it */
static void on_remap(const struct dmk_frame *frame)
{
	struct dmk_note note = {
		.what = (void *)dmk_arg(frame, 0),
		.pfn = dmk_arg(frame, 2),
		.asked = dmk_prot_type(__pgprot(dmk_arg(frame, 4))),
	};

	dmk_note_leave(DMK_NOTE_REMAP, frame, &note);
}

/* the same, as it will be in the page table */
static void on_remap_internal(const struct dmk_frame *frame)
{
	struct vm_area_struct *vma = (void *)dmk_arg(frame, 0);
	u64 pfn = dmk_arg(frame, 2);
	u64 n = PAGE_ALIGN(dmk_arg(frame, 3)) >> PAGE_SHIFT;
	enum dmr_type type = dmk_prot_type(__pgprot(dmk_arg(frame, 4)));
	struct dmk_emit emit = map_user(frame, vma, type);
	struct dmk_note note;

	if (dmk_note_find(DMK_NOTE_REMAP, &note) && note.what == vma &&
	    note.pfn == pfn) {
		emit.asked = note.asked;
		emit.func = note.func;
		emit.caller = note.caller;
	}
	map_run(&emit, vma, dmk_arg(frame, 1), pfn, n);
}

/* (vma, addr, pfn, prot), for each page fault of many drivers */
static void on_insert_prot(const struct dmk_frame *frame)
{
	struct dmk_note note = {
		.what = (void *)dmk_arg(frame, 0),
		.asked = dmk_prot_type(__pgprot(dmk_arg(frame, 3))),
	};

	/* below, the area's own type is taken for what was asked for */
	if (note.asked == vma_type(note.what))
		return;
	dmk_note_leave(DMK_NOTE_INSERT, frame, &note);
}

static u64 frame_number(u64 pfn_and_flags)
{
	return pfn_t_to_pfn((pfn_t){.val = pfn_and_flags});
}

/* (vma, addr, pfn, prot, mkwrite), all single frames but vm_insert_page() */
static void on_insert_pfn(const struct dmk_frame *frame)
{
	struct vm_area_struct *vma = (void *)dmk_arg(frame, 0);
	enum dmr_type type = dmk_prot_type(__pgprot(dmk_arg(frame, 3)));
	struct dmk_emit emit = insert_user(frame, vma, type);
	struct dmk_note note;

	emit.maker = fault_of(vma);
	emit.asked = vma_type(vma);
	if (dmk_note_find(DMK_NOTE_INSERT, &note) && note.what == vma) {
		emit.asked = note.asked;
		emit.func = note.func;
		emit.caller = note.caller;
	}
	map_run(&emit, vma, dmk_arg(frame, 1) & PAGE_MASK,
		frame_number(dmk_arg(frame, 2)), 1);
}

/*
 * (fault, pfn, ...): a large page of the area. What x86 makes of the type is
 * decided below, out of our sight (arch/x86/mm/pat/memtype.c:
 * track_pfn_insert): for RAM it is that of page->flags; for a device's memory
 * that of the first mapping, and we believe what the area says.
 */
static void insert_large(const struct dmk_frame *frame, unsigned long size)
{
	struct vm_fault *fault = (void *)dmk_arg(frame, 0);
	u64 pfn = frame_number(dmk_arg(frame, 1)), n = size >> PAGE_SHIFT;
	struct vm_area_struct *vma = fault->vma;
	struct dmk_emit emit = insert_user(frame, vma, vma_type(vma));

	emit.maker = fault_of(vma);
	emit.asked = emit.type;
	/* what was RAM once may have been taken out since */
	if (dmr_is_ram(dmk_record, pfn, n) && pfn_valid(pfn))
		emit.type = dmk_page_flags_type(pfn_to_page(pfn));
	map_run(&emit, vma, round_down(fault->address, size), pfn, n);
}

static void on_insert_pmd(const struct dmk_frame *frame)
{
	insert_large(frame, PMD_SIZE);
}

static void on_insert_pud(const struct dmk_frame *frame)
{
	insert_large(frame, PUD_SIZE);
}

/* Outside of the area the kernel refuses, and no unmap would be seen. */
static bool is_within(const struct vm_area_struct *vma, u64 va, u64 n)
{
	return va >= vma->vm_start && va < vma->vm_end &&
	       n <= (vma->vm_end - va) >> PAGE_SHIFT;
}

/* (vma, addr, page); nothing overrides the type here */
static void on_insert_page(const struct dmk_frame *frame)
{
	struct vm_area_struct *vma = (void *)dmk_arg(frame, 0);
	struct dmk_emit emit = insert_user(frame, vma, vma_type(vma));

	if (!is_within(vma, dmk_arg(frame, 1) & PAGE_MASK, 1))
		return;
	map_run(&emit, vma, dmk_arg(frame, 1) & PAGE_MASK,
		page_to_pfn((struct page *)dmk_arg(frame, 2)), 1);
}

/* (vma, addr, pages, &n) */
static void on_insert_pages(const struct dmk_frame *frame)
{
	struct vm_area_struct *vma = (void *)dmk_arg(frame, 0);
	u64 va = dmk_arg(frame, 1) & PAGE_MASK;
	struct page **pages = (struct page **)dmk_arg(frame, 2);
	unsigned long n = *(unsigned long *)dmk_arg(frame, 3), i, length;
	struct dmk_emit emit = insert_user(frame, vma, vma_type(vma));

	if (!is_within(vma, va, n))
		return;
	note_dma_mmap(&emit, vma);
	for (i = 0; emit.type != DMR_WB && i < n && pages[i]; i++)
		dmk_linear_learn(page_to_pfn(pages[i]), 1);
	for (i = 0; i < n && pages[i]; i += length) {
		u64 pfn = page_to_pfn(pages[i]);

		length = dmk_run_length(pages + i, n - i);
		if (!plain(&emit, pfn, length))
			dmk_emit_run(&emit, va + i * PAGE_SIZE, pfn, length);
	}
	dmk_emit_end(&emit);
}

/* ------------------------------------------------- unmap, copy and move */

/* Areas that the functions above can map into; the walk finds others if full */
static bool can_matter(const struct vm_area_struct *vma)
{
	return dmr_space_known(dmk_record, space_of(vma)) &&
	       (dmk_params.full || vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP));
}

/* (tlb, vma, addr, end, details): munmap(), truncation, exit */
static void on_unmap(const struct dmk_frame *frame)
{
	struct vm_area_struct *vma = (void *)dmk_arg(frame, 1);
	struct dmk_emit emit;

	if (!can_matter(vma))
		return;
	emit = (struct dmk_emit){
		.op = DMR_OP_UNMAP,
		.kind = DMR_KIND_USER,
		.space = space_of(vma),
		.func = frame->func,
	};
	dmk_emit_range(&emit, dmk_arg(frame, 2), dmk_arg(frame, 3));
}

/* (new area, old area): fork() */
static void on_copy(const struct dmk_frame *frame)
{
	struct vm_area_struct *to = (void *)dmk_arg(frame, 0);
	struct vm_area_struct *from = (void *)dmk_arg(frame, 1);
	struct dmk_emit emit;

	if (!can_matter(from))
		return;
	emit = (struct dmk_emit){
		.op = DMR_OP_COPY,
		.kind = DMR_KIND_USER,
		.space = space_of(from),
		.space2 = space_of(to),
		.func = frame->func,
	};
	dmk_emit_range(&emit, from->vm_start, from->vm_end);
}

/* (old area, old addr, new area, new addr, length): mremap() */
static void on_move(const struct dmk_frame *frame)
{
	struct vm_area_struct *from = (void *)dmk_arg(frame, 0);
	struct vm_area_struct *to = (void *)dmk_arg(frame, 2);
	u64 n = dmk_arg(frame, 4) >> PAGE_SHIFT;
	unsigned long flags;
	struct dmr_event *event;

	if (!can_matter(from))
		return;
	event = dmk_event_begin(DMR_OP_MOVE, DMR_KIND_USER, &flags);
	if (!event)
		return;
	event->space = space_of(from);
	event->space2 = space_of(to);
	event->func = frame->func;
	/* two runs even where they touch: not by dmr_event_run() */
	event->runs[0] = (struct dmr_run){dmk_arg(frame, 1), 0, n};
	event->runs[1] = (struct dmr_run){dmk_arg(frame, 3), 0, n};
	event->nr_runs = 2;
	dmk_event_end(event, flags);
}

/* (mm): its address may be another process's next */
static void on_mm_gone(const struct dmk_frame *frame)
{
	unsigned long flags;
	struct dmr_event *event;

	if (!dmr_space_known(dmk_record, dmk_arg(frame, 0)))
		return;
	event = dmk_event_begin(DMR_OP_UNMAP_SPACE, DMR_KIND_USER, &flags);
	if (!event)
		return;
	event->space = dmk_arg(frame, 0);
	dmk_event_end(event, flags);
}

struct dmk_hook dmk_hooks_user[] = {
	{.names = {"remap_pfn_range"}, .handler = on_remap, .rules = USER_RULES},
	{.names = {"remap_pfn_range_internal"},
	 .handler = on_remap_internal,
	 .rules = USER_RULES},
	{.names = {"insert_pfn"}, .handler = on_insert_pfn, .rules = USER_RULES},
	{.names = {"vmf_insert_pfn_prot"},
	 .handler = on_insert_prot,
	 .rules = USER_RULES},
	{.names = {"vmf_insert_mixed_prot"},
	 .handler = on_insert_prot,
	 .rules = USER_RULES,
	 .optional = true},
	{.names = {"vmf_insert_pfn_pmd_prot", "vmf_insert_pfn_pmd"},
	 .handler = on_insert_pmd,
	 .rules = USER_RULES,
	 .optional = NO_HUGE_PAGES},
	{.names = {"vmf_insert_pfn_pud_prot", "vmf_insert_pfn_pud"},
	 .handler = on_insert_pud,
	 .rules = USER_RULES,
	 .optional = NO_HUGE_PAGES},
	{.names = {"vm_insert_page"},
	 .handler = on_insert_page,
	 .rules = USER_RULES},
	{.names = {"vm_insert_pages"},
	 .handler = on_insert_pages,
	 .rules = USER_RULES},
	{.names = {"unmap_page_range"},
	 .handler = on_unmap,
	 .rules = USER_RULES},
	{.names = {"copy_page_range"}, .handler = on_copy, .rules = USER_RULES},
	{.names = {"move_page_tables"}, .handler = on_move, .rules = USER_RULES},
	{.names = {"__mmdrop"},
	 .handler = on_mm_gone,
	 .rules = USER_RULES,
	 .optional = true},
	{}};
