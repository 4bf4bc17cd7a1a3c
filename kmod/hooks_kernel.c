// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own address space outside the linear map: vmap() and its kin,
 * ioremap(), memremap(). Everything passes through three static functions of
 * mm/vmalloc.c and one of vmap_pfn(); the exported names above them are partly
 * inlined and tell only what was asked for.
 */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/uaccess.h>

#include "hooks.h"

#define VMAP_RULES BIT(DMR_RAM_ALIAS_VMAP)
#define IOMAP_RULES (BIT(DMR_RAM_IOMAP) | BIT(DMR_MMIO_CONFLICT))

static void learn_pages(struct page **pages, u64 n)
{
	u64 i, length;

	for (i = 0; i < n && pages[i]; i += length) {
		length = dmk_run_length(pages + i, n - i);
		dmk_linear_learn(page_to_pfn(pages[i]), length);
	}
}

/* What the DMA API maps for itself is its own business. */
static u16 sanction(void)
{
	struct dmk_note note;

	return dmk_note_find(DMK_NOTE_DMA_ALLOC, &note) ? DMR_EV_SANCTIONED : 0;
}

/* (addr, end, prot, pages): vmap, vm_map_ram, vmalloc, remapped DMA memory */
static void on_vmap_pages(const struct dmk_frame *frame)
{
	unsigned long start = dmk_arg(frame, 0), end = dmk_arg(frame, 1);
	enum dmr_type type = dmk_prot_type(__pgprot(dmk_arg(frame, 2)));
	struct page **pages = (struct page **)dmk_arg(frame, 3);
	unsigned long n = (end - start) >> PAGE_SHIFT;
	struct dmk_emit emit;

	if (type == DMR_WB && !dmk_params.full && !dmk_any_marked(pages, n))
		return;
	if (type != DMR_WB)
		learn_pages(pages, n);
	emit = (struct dmk_emit){
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_VMAP,
		.type = type,
		.flags = sanction(),
		.func = frame->func,
		.caller = frame->caller,
	};
	dmk_emit_pages(&emit, start, pages, n);
	dmk_emit_end(&emit);
}

/* Who asked for this range of frames, if we are inside of such a call */
static bool find_asker(u64 pfn, struct dmk_note *ret, enum dmr_kind *kind)
{
	struct dmk_note outer;

	if (!dmk_note_find(DMK_NOTE_IOREMAP, ret) || pfn < ret->pfn ||
	    pfn >= ret->pfn + ret->npages)
		return false;
	*kind = DMR_KIND_IOREMAP;
	if (dmk_note_find(DMK_NOTE_MEMREMAP, &outer) && outer.pfn == ret->pfn) {
		*kind = DMR_KIND_MEMREMAP;
		ret->caller = outer.caller;
		ret->func = outer.func;
	}
	return true;
}

/* (addr, end, phys, prot, shift): ioremap, and vmalloc's large pages */
static void on_vmap_range(const struct dmk_frame *frame)
{
	unsigned long start = dmk_arg(frame, 0), end = dmk_arg(frame, 1);
	u64 pfn = PHYS_PFN(dmk_arg(frame, 2));
	u64 n = (end - start) >> PAGE_SHIFT;
	struct dmk_emit emit = {
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_IOREMAP,
		.type = dmk_prot_type(__pgprot(dmk_arg(frame, 3))),
		.func = frame->func,
		.caller = frame->caller,
	};
	struct dmk_note asker;

	if (dmr_is_ram(dmk_record, pfn, n)) {
		if (emit.type == DMR_WB && !dmk_params.full &&
		    !dmr_marked(dmk_record, pfn, n))
			return;
		emit.kind = DMR_KIND_VMAP;
	}
	if (find_asker(pfn, &asker, &emit.kind)) {
		emit.asked = asker.asked;
		emit.func = asker.func;
		emit.caller = asker.caller;
	}
	/* of reserved RAM ioremap() has changed the linear map, too */
	if (emit.type != DMR_WB)
		dmk_linear_learn(pfn, n);
	dmk_emit_run(&emit, start, pfn, n);
	dmk_emit_end(&emit);
}

/* (start, end): vunmap, vfree, iounmap, vm_unmap_ram */
static void on_vunmap(const struct dmk_frame *frame)
{
	unsigned long start = dmk_arg(frame, 0), end = dmk_arg(frame, 1);
	struct dmk_emit emit;

	if (!dmr_va_marked(dmk_record, start, end))
		return;
	emit = (struct dmk_emit){
		.op = DMR_OP_UNMAP,
		.func = frame->func,
	};
	dmk_emit_range(&emit, start, end);
}

/* (pfns, count, prot): how often on_vmap_pfn_apply() is going to be called */
static void on_vmap_pfn(const struct dmk_frame *frame)
{
	struct dmk_note note = {
		.what = (void *)dmk_arg(frame, 0),
		.npages = (unsigned int)dmk_arg(frame, 1),
	};

	dmk_note_leave(DMK_NOTE_VMAP_PFN, frame, &note);
}

/* mm/vmalloc.c of Linux 6.1 and 6.12; private to it */
struct vmap_pfn_cursor {
	unsigned long *pfns;
	pgprot_t prot;
	unsigned int idx;
};

/*
 * (pte, addr, cursor), once a page. The first one stands for all of the call:
 * when a later one is refused, vmap_pfn() unmaps what it has, and that is seen.
 * Reads do not fault: another kernel may have another cursor.
 */
static void on_vmap_pfn_apply(const struct dmk_frame *frame)
{
	unsigned long va = dmk_arg(frame, 1), pfn;
	struct dmk_emit emit = {
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_VMAP,
		.func = frame->func,
		.caller = frame->caller,
	};
	struct vmap_pfn_cursor cursor;
	unsigned int i, end;
	struct dmk_note call;

	if (copy_from_kernel_nofault(&cursor, (void *)dmk_arg(frame, 2),
				     sizeof(cursor)))
		return;
	emit.type = dmk_prot_type(cursor.prot);
	i = cursor.idx;
	end = i + 1;
	if (dmk_note_find(DMK_NOTE_VMAP_PFN, &call) &&
	    call.what == cursor.pfns) {
		if (i)
			return;
		end = call.npages;
		emit.func = call.func;
		emit.caller = call.caller;
	}
	for (; i < end; i++, va += PAGE_SIZE) {
		if (get_kernel_nofault(pfn, &cursor.pfns[i]))
			break;
		dmk_emit_run(&emit, va, pfn, 1);
	}
	dmk_emit_end(&emit);
}

/* (mm, ...): the self test learns &init_mm here, which nothing exports */
static void on_apply_to_page_range(const struct dmk_frame *frame)
{
	if (dmk_selftest_current())
		dmk_init_mm_found((struct mm_struct *)dmk_arg(frame, 0));
}

static void refused(const struct dmk_frame *frame, enum dmr_kind kind,
		    enum dmr_type asked, u64 pfn, u64 n)
{
	struct dmk_emit emit = {
		.op = DMR_OP_REFUSED,
		.kind = kind,
		.asked = asked,
		.func = frame->func,
		.caller = frame->caller,
	};

	dmk_emit_run(&emit, 0, pfn, n);
	dmk_emit_end(&emit);
}

/* memremap() gives nothing when the range is RAM: looks at both ends. */
static bool touches_ram(u64 pfn, u64 n)
{
	return dmr_is_ram(dmk_record, pfn, 1) ||
	       dmr_is_ram(dmk_record, pfn + n - 1, 1);
}

static bool is_used_ram(u64 pfn)
{
	return dmr_is_ram(dmk_record, pfn, 1) && pfn_valid(pfn) &&
	       !PageReserved(pfn_to_page(pfn));
}

/*
 * Nor does ioremap() on x86, but it takes RAM that was reserved at boot and
 * never given to the page allocator (arch/x86/mm/ioremap.c:
 * __ioremap_check_ram(), Linux 6.1). RAM strictly inside is not found.
 */
static bool touches_used_ram(u64 pfn, u64 n)
{
	return is_used_ram(pfn) || is_used_ram(pfn + n - 1);
}

static bool phys_range(unsigned long phys, unsigned long size, u64 *pfn, u64 *n)
{
	if (!size || phys + size - 1 < phys)
		return false;
	*pfn = PFN_DOWN(phys);
	*n = PFN_DOWN(phys + size - 1) - *pfn + 1;
	return true;
}

/* (phys, size, mode, caller, encrypted); its caller is a wrapper: see arg 3 */
static void on_ioremap(const struct dmk_frame *frame)
{
	struct dmk_note note = {
		.asked = dmk_cache_mode_type(dmk_arg(frame, 2)),
		.caller = dmk_arg(frame, 3),
	};
	struct dmk_frame driver = *frame;

	if (!phys_range(dmk_arg(frame, 0), dmk_arg(frame, 1), &note.pfn,
			&note.npages))
		return;
	if (touches_used_ram(note.pfn, note.npages)) {
		driver.caller = note.caller;
		refused(&driver, DMR_KIND_IOREMAP, note.asked, note.pfn,
			note.npages);
		return;
	}
	dmk_note_leave(DMK_NOTE_IOREMAP, frame, &note);
}

/* (offset, size, flags); with MEMREMAP_WB RAM is given by the linear map */
static void on_memremap(const struct dmk_frame *frame)
{
	unsigned long flags = dmk_arg(frame, 2);
	struct dmk_note note = {};

	if (!phys_range(dmk_arg(frame, 0), dmk_arg(frame, 1), &note.pfn,
			&note.npages))
		return;
	if (!(flags & MEMREMAP_WB) && touches_ram(note.pfn, note.npages)) {
		refused(frame, DMR_KIND_MEMREMAP,
			flags & MEMREMAP_WT ? DMR_WT : DMR_NC, note.pfn,
			note.npages);
		return;
	}
	dmk_note_leave(DMK_NOTE_MEMREMAP, frame, &note);
}

struct dmk_hook dmk_hooks_kernel[] = {
	{.names = {"vmap_small_pages_range_noflush"},
	 .handler = on_vmap_pages,
	 .rules = VMAP_RULES},
	{.names = {"vmap_range_noflush"},
	 .handler = on_vmap_range,
	 .rules = IOMAP_RULES},
	{.names = {"__vunmap_range_noflush"},
	 .handler = on_vunmap,
	 .rules = VMAP_RULES | IOMAP_RULES},
	{.names = {"vmap_pfn"},
	 .handler = on_vmap_pfn,
	 .rules = BIT(DMR_MMIO_CONFLICT)},
	{.names = {"vmap_pfn_apply"},
	 .handler = on_vmap_pfn_apply,
	 .rules = BIT(DMR_MMIO_CONFLICT)},
	{.names = {"apply_to_page_range"},
	 .handler = on_apply_to_page_range,
	 .optional = true},
	{.names = {"__ioremap_caller"},
	 .handler = on_ioremap,
	 .rules = IOMAP_RULES},
	{.names = {"memremap"}, .handler = on_memremap, .rules = IOMAP_RULES},
	{}};
