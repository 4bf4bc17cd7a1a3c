// SPDX-License-Identifier: GPL-2.0
/*
 * The linear map: set_memory_*(), set_pages_array_*(), set_direct_map_*(). They
 * are seen at their entry, with what they are about to do; the worker reads the
 * page table when they are through, and corrects what did not come true.
 */

#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/uaccess.h>
#include <asm/pgtable.h>

#include "hooks.h"

#define LINEAR_RULES                                       \
	(BIT(DMR_NOT_RESTORED) | BIT(DMR_RAM_ALIAS_VMAP) | \
	 BIT(DMR_RAM_ALIAS_USER))

static struct dmk_emit change_to(const struct dmk_frame *frame,
				 enum dmr_type type)
{
	return (struct dmk_emit){
		.op = DMR_OP_LINEAR,
		.kind = DMR_KIND_LINEAR,
		.type = type,
		.func = frame->func,
		.caller = frame->caller,
	};
}

/* A restore of what nothing is known of: the state that is implied anyway */
static bool plain(enum dmr_type type, u64 pfn, u64 n)
{
	return type == DMR_WB && !dmr_marked(dmk_record, pfn, n);
}

/* set_memory_*() of addresses outside the linear map, which are not followed */
static atomic64_t elsewhere;

u64 dmk_linear_elsewhere(void)
{
	return atomic64_read(&elsewhere);
}

/*
 * set_memory_wc() calls _set_memory_wc(). The same change must be asked for: a
 * note may look alive after its call, where a frame is larger than what is used
 * of it, and a restore that is taken for the inside of a change is lost.
 */
static bool is_inner(const struct dmk_note *change)
{
	struct dmk_note outer;

	return dmk_note_find(DMK_NOTE_LINEAR, &outer) &&
	       outer.asked == change->asked && outer.pfn == change->pfn &&
	       outer.npages == change->npages;
}

static void change_range(const struct dmk_frame *frame, enum dmr_type type)
{
	unsigned long va = dmk_arg(frame, 0);
	int n = dmk_arg(frame, 1);
	struct dmk_emit emit = change_to(frame, type);
	struct dmk_note note = {.asked = type, .npages = n};
	u64 pfn;

	if (n <= 0)
		return;
	if (!dmk_is_linear(va)) {
		atomic64_inc(&elsewhere);
		return;
	}
	pfn = PHYS_PFN(__pa(va));
	note.pfn = pfn;
	if (is_inner(&note))
		return;
	dmk_note_leave(DMK_NOTE_LINEAR, frame, &note);
	if (plain(type, pfn, n))
		return;
	dmk_emit_run(&emit, va & PAGE_MASK, pfn, n);
	dmk_emit_end(&emit);
	dmk_reread_linear(pfn, n);
}

/* (addr, numpages); uncached is UC- (arch/x86/mm/pat/set_memory.c) */
static void on_set_uc(const struct dmk_frame *frame)
{
	change_range(frame, DMR_UC_MINUS);
}

/* goes by way of UC-, which is no state of its own */
static void on_set_wc(const struct dmk_frame *frame)
{
	change_range(frame, DMR_NC);
}

static void on_set_wt(const struct dmk_frame *frame)
{
	change_range(frame, DMR_WT);
}

static void on_set_wb(const struct dmk_frame *frame)
{
	change_range(frame, DMR_WB);
}

/* (addr, numpages): x86's way to take frames out, for one with poison */
static void on_set_absent(const struct dmk_frame *frame)
{
	change_range(frame, DMR_ABSENT);
}

static void change_array(const struct dmk_frame *frame, enum dmr_type type)
{
	struct page **pages = (struct page **)dmk_arg(frame, 0);
	int i, n = dmk_arg(frame, 1), length;
	struct dmk_emit emit = change_to(frame, type);

	for (i = 0; i < n; i += length) {
		u64 pfn = page_to_pfn(pages[i]);

		length = dmk_run_length(pages + i, n - i);
		if (!plain(type, pfn, length))
			dmk_emit_run(&emit, (unsigned long)pfn_to_kaddr(pfn),
				     pfn, length);
	}
	dmk_emit_end(&emit);
	for (i = 0; i < n; i += length) {
		length = dmk_run_length(pages + i, n - i);
		dmk_reread_linear(page_to_pfn(pages[i]), length);
	}
}

/* (pages, numpages) */
static void on_array_uc(const struct dmk_frame *frame)
{
	change_array(frame, DMR_UC_MINUS);
}

static void on_array_wc(const struct dmk_frame *frame)
{
	change_array(frame, DMR_NC);
}

static void on_array_wb(const struct dmk_frame *frame)
{
	change_array(frame, DMR_WB);
}

/*
 * (page). Hundreds at each module that comes or goes, balanced by the kernel
 * itself: who did it is not worth an unwind.
 */
static void direct_map(const struct dmk_frame *frame, enum dmr_type type)
{
	u64 pfn = page_to_pfn((struct page *)dmk_arg(frame, 0));
	struct dmk_emit emit = change_to(frame, type);

	if (plain(type, pfn, 1))
		return;
	emit.caller = 0;
	dmk_emit_run(&emit, (unsigned long)pfn_to_kaddr(pfn), pfn, 1);
	dmk_emit_end(&emit);
}

static void on_direct_map_invalid(const struct dmk_frame *frame)
{
	direct_map(frame, DMR_ABSENT);
}

static void on_direct_map_default(const struct dmk_frame *frame)
{
	direct_map(frame, DMR_WB);
}

/* ---------------------------------------------------------- large leaves */

/*
 * What x86 passes down to change page tables: struct cpa_data of
 * arch/x86/mm/pat/set_memory.c, the same in Linux 6.1 and 6.12, private to it.
 */
struct change {
	unsigned long *vaddr;
	pgd_t *pgd;
	pgprot_t mask_set, mask_clr;
	unsigned long numpages, curpage, pfn;
	unsigned int flags, bits;
	struct page **pages;
};

enum { CHANGE_ADDRESSES = 2, CHANGE_PAGES = 4 };

static void note_split(const struct dmk_frame *frame, u64 leaf, u64 pages)
{
	unsigned long flags;
	struct dmr_event *event =
		dmk_event_begin(DMR_OP_SPLIT, DMR_KIND_LINEAR, &flags);

	if (!event)
		return;
	dmk_event_stack(event, frame->func, frame->caller);
	dmk_reread_split(leaf, pages, event);
	dmk_event_drop(event, flags);
}

/*
 * Looks at the leaf of the frame; it must be split when only a part of it is to
 * change. Returns the first frame after it.
 */
static u64 look_at_leaf(const struct dmk_frame *frame, u64 pfn, u64 end)
{
	u64 pages, leaf;

	dmk_linear_read(pfn, &pages);
	/* small ones share a table: none in its reach is larger */
	if (pages == 1)
		return round_down(pfn, PTRS_PER_PTE) + PTRS_PER_PTE;
	leaf = round_down(pfn, pages);
	if (pfn > leaf || end < leaf + pages)
		note_split(frame, leaf, pages);
	return leaf + pages;
}

static void look_at_range(const struct dmk_frame *frame, unsigned long va,
			  u64 npages)
{
	u64 pfn, end;

	if (!dmk_is_linear(va))
		return;
	pfn = PHYS_PFN(__pa(va));
	end = pfn + npages;
	while (pfn < end && dmk_is_linear((unsigned long)pfn_to_kaddr(pfn)))
		pfn = look_at_leaf(frame, pfn, end);
}

/* Address number i of an array; false: it is not what we take it for */
static bool read_address(const struct change *change, unsigned long i,
			 unsigned long *va)
{
	struct page *page;

	if (!(change->flags & CHANGE_PAGES))
		return !get_kernel_nofault(*va, &change->vaddr[i]);
	if (get_kernel_nofault(page, &change->pages[i]))
		return false;
	*va = (unsigned long)page_address(page);
	return true;
}

static void look_at_array(const struct dmk_frame *frame,
			  const struct change *change)
{
	unsigned long i, va, end = change->curpage + change->numpages;
	u64 pfn, seen = 0;

	for (i = change->curpage; i < end; i++) {
		if (!read_address(change, i, &va))
			return;
		if (!dmk_is_linear(va))
			continue;
		pfn = PHYS_PFN(__pa(va));
		/* neighbours mostly share a leaf, or the table of one */
		if (seen && round_down(pfn, PTRS_PER_PTE) == seen)
			continue;
		seen = round_down(pfn, PTRS_PER_PTE);
		look_at_leaf(frame, pfn, pfn + 1);
	}
}

/*
 * (change, primary); whatever is to change, access bits included. Nothing says
 * that another kernel has the same structure: what it points to is read without
 * faulting.
 */
static void on_change(const struct dmk_frame *frame)
{
	struct change change;
	unsigned long va;

	if (copy_from_kernel_nofault(&change, (void *)dmk_arg(frame, 0),
				     sizeof(change)))
		return;
	/* page tables of their own: EFI */
	if (change.pgd)
		return;
	if (change.flags & (CHANGE_ADDRESSES | CHANGE_PAGES))
		look_at_array(frame, &change);
	else if (!get_kernel_nofault(va, change.vaddr))
		look_at_range(frame, va + change.curpage * PAGE_SIZE,
			      change.numpages);
}

struct dmk_hook dmk_hooks_linear[] = {
	{.names = {"set_memory_uc"},
	 .handler = on_set_uc,
	 .rules = LINEAR_RULES},
	{.names = {"set_memory_wc"},
	 .handler = on_set_wc,
	 .rules = LINEAR_RULES},
	{.names = {"set_memory_wb"},
	 .handler = on_set_wb,
	 .rules = LINEAR_RULES},
	{.names = {"_set_memory_wc"},
	 .handler = on_set_wc,
	 .rules = LINEAR_RULES,
	 .optional = true},
	{.names = {"_set_memory_wt"},
	 .handler = on_set_wt,
	 .rules = LINEAR_RULES,
	 .optional = true},
	{.names = {"set_memory_np"}, .handler = on_set_absent, .optional = true},
	{.names = {"set_pages_array_uc"},
	 .handler = on_array_uc,
	 .rules = LINEAR_RULES},
	{.names = {"set_pages_array_wc"},
	 .handler = on_array_wc,
	 .rules = LINEAR_RULES},
	{.names = {"set_pages_array_wb"},
	 .handler = on_array_wb,
	 .rules = LINEAR_RULES},
	{.names = {"set_direct_map_invalid_noflush"},
	 .handler = on_direct_map_invalid},
	{.names = {"set_direct_map_default_noflush"},
	 .handler = on_direct_map_default},
	{.names = {"__change_page_attr_set_clr"}, .handler = on_change},
	{}};
