/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMALIAS_ARCH_X86_FAST_H
#define DMALIAS_ARCH_X86_FAST_H

/* What handlers do each time they are called, for x86-64; see decode.c. */

#include <linux/log2.h>
#include <linux/mm.h>
#include <asm/pgtable.h>
#include <asm/ptrace.h>

extern u8 dmk_pat_types[8]; /* enum dmr_type by PAT index */
extern unsigned long dmk_flags_mask;

static __always_inline unsigned long dmk_arg(const struct dmk_frame *frame,
					     int n)
{
	switch (n) {
	case 0:
		return frame->regs->di;
	case 1:
		return frame->regs->si;
	case 2:
		return frame->regs->dx;
	case 3:
		return frame->regs->cx;
	case 4:
		return frame->regs->r8;
	case 5:
		return frame->regs->r9;
	default:
		return 0;
	}
}

/* Bits PWT, PCD and PAT of an entry of the last level select from the PAT. */
static __always_inline enum dmr_type dmk_prot_type(pgprot_t prot)
{
	u64 bits = pgprot_val(prot) & (_PAGE_PWT | _PAGE_PCD | _PAGE_PAT);

	return dmk_pat_types[(bits >> _PAGE_BIT_PWT & 3) |
			     (bits >> (_PAGE_BIT_PAT - 2) & 4)];
}

/* Do page->flags say that the linear map is not plain write-back? */
static __always_inline bool dmk_page_flags_marked(const struct page *page,
						  unsigned int npages)
{
	unsigned long bits = page->flags;
	unsigned int i;

	for (i = 1; i < npages; i++)
		bits |= page[i].flags;
	return bits & dmk_flags_mask;
}

/*
 * Is anything known of any of these pages? They are in vmemmap, as always on
 * x86-64, and mostly a power of two in size.
 */
static __always_inline bool dmk_any_marked(struct page **pages, unsigned long n)
{
	unsigned long i;

	if (is_power_of_2(sizeof(struct page)))
		return dmr_marked_each(dmk_record, (void *const *)pages, n,
				       VMEMMAP_START,
				       ilog2(sizeof(struct page)));
	for (i = 0; i < n && pages[i]; i++)
		if (dmr_marked(dmk_record, page_to_pfn(pages[i]), 1))
			return true;
	return false;
}

/* Is it an address of the linear map? */
static __always_inline bool dmk_is_linear(unsigned long address)
{
	return address >= PAGE_OFFSET && address < (unsigned long)high_memory;
}

/*
 * The function's address, from that where the tracer stands: behind an ENDBR
 * where the kernel is built with them. Functions begin at multiples of 16 bytes
 * (CONFIG_FUNCTION_ALIGNMENT).
 */
static __always_inline unsigned long dmk_entry_address(unsigned long ip)
{
	return round_down(ip, 16);
}

#endif
