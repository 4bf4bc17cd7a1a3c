// SPDX-License-Identifier: GPL-2.0
/*
 * x86-64: page-table bits, the PAT, registers of a call. Intel SDM vol. 3A,
 * 4.9 "Paging and memory typing" and 12.12 "Page attribute table (PAT)".
 */

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/set_memory.h>

#include "../../hooks.h"

static u64 pat;
u8 dmk_pat_types[8];

/* page->flags of RAM, learnt: which bits, and what they are for a type */
unsigned long dmk_flags_mask;
static unsigned long flags_wc, flags_uc;

static enum dmr_type pat_type(unsigned int value)
{
	switch (value) {
	case 0:
		return DMR_UC;
	case 1:
		return DMR_NC;
	case 4:
		return DMR_WT;
	case 5:
		return DMR_WP;
	case 6:
		return DMR_WB;
	case 7:
		return DMR_UC_MINUS;
	default:
		return DMR_TYPE_UNKNOWN;
	}
}

int dmk_arch_init(void)
{
	int i;

	if (!boot_cpu_has(X86_FEATURE_PAT))
		return -ENODEV;
	rdmsrl(MSR_IA32_CR_PAT, pat);
	for (i = 0; i < 8; i++)
		dmk_pat_types[i] = pat_type((pat >> (8 * i)) & 7);
	return 0;
}

enum dmr_arch dmk_arch(void)
{
	return DMR_X86_64;
}

void dmk_arch_show(struct seq_file *m)
{
	seq_printf(m, "pat %016llx\n", pat);
}

static enum dmr_type entry_type(u64 entry, bool large)
{
	if (large)
		entry = (entry & ~_PAGE_PAT) |
			(entry & _PAGE_PAT_LARGE ? _PAGE_PAT : 0);
	return dmk_prot_type(__pgprot(entry));
}

enum dmr_type dmk_cache_mode_type(unsigned int mode)
{
	switch (mode) {
	case _PAGE_CACHE_MODE_WB:
		return DMR_WB;
	case _PAGE_CACHE_MODE_WC:
		return DMR_NC;
	case _PAGE_CACHE_MODE_UC_MINUS:
		return DMR_UC_MINUS;
	case _PAGE_CACHE_MODE_UC:
		return DMR_UC;
	case _PAGE_CACHE_MODE_WT:
		return DMR_WT;
	case _PAGE_CACHE_MODE_WP:
		return DMR_WP;
	default:
		return DMR_TYPE_UNKNOWN;
	}
}

/*
 * lookup_address() walks without a lock. Tables of the linear map are not freed
 * by these kernels (Linux 6.1 and 6.12, arch/x86/mm/pat/set_memory.c): a large
 * leaf is split, never joined again.
 */
enum dmr_type dmk_linear_read(u64 pfn, u64 *level_pages)
{
	unsigned long address = (unsigned long)__va(pfn << PAGE_SHIFT);
	unsigned int level;
	pte_t *pte;

	*level_pages = 1;
	if (!dmk_is_linear(address))
		return DMR_TYPE_UNKNOWN;
	pte = lookup_address(address, &level);
	if (!pte)
		return DMR_ABSENT;
	*level_pages = page_level_size(level) >> PAGE_SHIFT;
	if (!(pte_val(*pte) & _PAGE_PRESENT))
		return DMR_ABSENT;
	return entry_type(pte_val(*pte), level != PG_LEVEL_4K);
}

/*
 * Which bits of page->flags keep the type of RAM differs between versions
 * (arch/x86/mm/pat/memtype.c: PG_uncached in 6.1, PG_arch_2 in 6.12). The page
 * is our own, so that nothing else changes its flags.
 */
void dmk_page_flags_learn(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long address, base;

	if (!page)
		return;
	address = (unsigned long)page_address(page);
	base = READ_ONCE(page->flags);
	if (!set_memory_uc(address, 1)) {
		flags_uc = READ_ONCE(page->flags) ^ base;
		set_memory_wb(address, 1);
	}
	if (!set_memory_wc(address, 1)) {
		flags_wc = READ_ONCE(page->flags) ^ base;
		set_memory_wb(address, 1);
	}
	WRITE_ONCE(dmk_flags_mask, flags_uc | flags_wc);
	__free_page(page);
}

enum dmr_type dmk_page_flags_type(const struct page *page)
{
	unsigned long bits = READ_ONCE(page->flags) & dmk_flags_mask;

	if (!dmk_flags_mask)
		return DMR_TYPE_UNKNOWN;
	if (!bits)
		return DMR_WB;
	if (bits == flags_uc)
		return DMR_UC_MINUS;
	return bits == flags_wc ? DMR_NC : DMR_WT;
}

unsigned long dmk_return_address(const struct pt_regs *regs)
{
	return READ_ONCE_NOCHECK(*(unsigned long *)regs->sp);
}

/*
 * The call instruction has pushed it. With the function graph tracer it is
 * replaced after we have seen it: then the note is not found any more.
 */
bool dmk_frame_mark(const struct dmk_frame *frame, struct dmk_mark *mark)
{
	mark->slot = frame->regs->sp;
	if (!object_is_on_stack((void *)mark->slot))
		return false;
	mark->value = READ_ONCE_NOCHECK(*(unsigned long *)mark->slot);
	return mark->value == frame->caller;
}

bool dmk_mark_live(const struct dmk_mark *mark)
{
	return mark->slot > (unsigned long)__builtin_frame_address(0) &&
	       object_is_on_stack((void *)mark->slot) &&
	       READ_ONCE_NOCHECK(*(unsigned long *)mark->slot) == mark->value;
}
