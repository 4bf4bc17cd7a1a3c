// SPDX-License-Identifier: GPL-2.0
/*
 * The page tables of x86-64 as they are in memory, with four and five levels.
 *
 * Life time. A page-table page that we are about to read may be given back:
 *  - kernel half: by vmap_try_huge_pmd() and its kin, which in current stable
 *    kernels try init_mm's mmap_lock first, so that a holder keeps them out,
 *    and by memory hot-remove, which walk.c keeps out;
 *  - user half: by munmap() and by the collapse to a huge page. These pages are
 *    freed after an interrupt that all CPUs must take, or an RCU grace period
 *    (MMU_GATHER_RCU_TABLE_FREE); both wait for a CPU that has interrupts off.
 * So each table is read in one piece with interrupts off, after the way to it
 * from the root was followed anew; nothing is dereferenced but memory of the
 * linear map, by reads that may fail. What does not add up is counted as
 * unreadable, and who takes a walk for a fact looks twice (see verify.c).
 */

#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

#include "kmod.h"

enum { TABLE_ENTRIES = 512, DEPTH = 5, LEAF_SHIFT = 12 };

/* the processor sets these on its own */
#define VOLATILE_BITS (_PAGE_ACCESSED | _PAGE_DIRTY)

struct level {
	const u64 *live; /* the table itself, in the linear map */
	u64 entry; /* what leads to the next level */
	int index; /* where that is */
	u64 copy[TABLE_ENTRIES];
};

struct tree {
	struct level levels[DEPTH];
	enum dmr_type types[8]; /* by PAT, PCD, PWT */
	u64 max_pfn; /* of physical addresses that the processor has */
	int (*fn)(void *arg, const struct dmk_slot *leaf);
	void *arg;
	struct dmk_walk_stats *stats;
};

static int top_shift(void)
{
	return pgtable_l5_enabled() ? 48 : 39;
}

/* the form of a 4 KiB entry, where PAT is bit 7 and not bit 12 */
static int type_index(u64 entry, int shift)
{
	u64 pat = shift == LEAF_SHIFT ? _PAGE_PAT : _PAGE_PAT_LARGE;

	return (entry & _PAGE_PWT ? 1 : 0) | (entry & _PAGE_PCD ? 2 : 0) |
	       (entry & pat ? 4 : 0);
}

static enum dmr_type index_type(int index)
{
	u64 bits = _PAGE_PRESENT;

	bits |= index & 1 ? _PAGE_PWT : 0;
	bits |= index & 2 ? _PAGE_PCD : 0;
	bits |= index & 4 ? _PAGE_PAT : 0;
	return dmk_prot_type(__pgprot(bits));
}

static bool is_leaf(u64 entry, int shift)
{
	return shift == LEAF_SHIFT || (entry & _PAGE_PSE && shift <= 30);
}

static u64 leaf_pfn(u64 entry, int shift)
{
	return (entry & PTE_PFN_MASK & ~(BIT_ULL(shift) - 1)) >> PAGE_SHIFT;
}

static u64 max_phys_pfn(void)
{
	return 1ULL << (boot_cpu_data.x86_phys_bits - PAGE_SHIFT);
}

/* the table that an entry points to; NULL when there cannot be one */
static const u64 *table_of(u64 entry)
{
	u64 pfn = (entry & PTE_PFN_MASK) >> PAGE_SHIFT;

	if (!pfn_valid(pfn))
		return NULL;
	return __va(PFN_PHYS(pfn));
}

/*
 * Interrupts are off: if the root still leads here, then nobody who waits for
 * all CPUs before freeing the table is through waiting.
 */
static bool still_there(const struct tree *tree, int depth)
{
	for (int i = 0; i < depth; i++) {
		const struct level *level = &tree->levels[i];
		u64 now;

		if (get_kernel_nofault(now, &level->live[level->index]) ||
		    (now ^ level->entry) & ~VOLATILE_BITS)
			return false;
	}
	return true;
}

static bool read_table(struct tree *tree, int depth)
{
	struct level *level = &tree->levels[depth];
	unsigned long flags;
	bool ok;

	local_irq_save(flags);
	ok = still_there(tree, depth) &&
	     !copy_from_kernel_nofault(level->copy, level->live,
				       sizeof(level->copy));
	local_irq_restore(flags);
	if (ok)
		tree->stats->tables++;
	else
		tree->stats->unreadable++;
	return ok;
}

/* how many entries from index on go on with PFN and bits, all of them leaves */
static int run_length(const struct level *level, int index, int shift)
{
	u64 same = PTE_PFN_MASK | _PAGE_PRESENT | _PAGE_PSE | _PAGE_PWT |
		   _PAGE_PCD;
	u64 next = level->copy[index] & same;
	int n = 0;

	do {
		n++;
		next += BIT_ULL(shift);
	} while (index + n < TABLE_ENTRIES &&
		 (level->copy[index + n] & same) == next);
	return n;
}

/* returns the entries that are done, or fn's negative error */
static int take_leaves(struct tree *tree, const struct level *level, int index,
		       int shift, u64 va)
{
	u64 entry = level->copy[index];
	int n = run_length(level, index, shift), ret;
	struct dmk_slot slot = {
		.va = va,
		.pfn = leaf_pfn(entry, shift),
		.npages = (u64)n << (shift - PAGE_SHIFT),
		.type = tree->types[type_index(entry, shift)],
	};

	tree->stats->leaves += n;
	if (slot.pfn + slot.npages > tree->max_pfn) {
		tree->stats->unreadable++;
		return n;
	}
	ret = tree->fn(tree->arg, &slot);
	return ret < 0 ? ret : n;
}

static int walk_level(struct tree *tree, int depth, int shift, u64 base,
		      int index, int end);

static int descend(struct tree *tree, int depth, int shift, u64 va, int index)
{
	struct level *level = &tree->levels[depth];
	struct level *below = level + 1;

	level->entry = level->copy[index];
	level->index = index;
	below->live = table_of(level->entry);
	/* bit 7 of an upper level is reserved: that was no table */
	if (!below->live || level->entry & _PAGE_PSE) {
		tree->stats->unreadable++;
		return 0;
	}
	if (!read_table(tree, depth + 1))
		return 0;
	cond_resched();
	return walk_level(tree, depth + 1, shift - 9, va, 0, TABLE_ENTRIES);
}

/*
 * The espfix area maps the same few pages of its own thousands of times over
 * (arch/x86/kernel/espfix_64.c, 6.1): more tables than all the rest.
 */
static bool is_espfix(u64 va, int shift)
{
	return shift == P4D_SHIFT && va == ESPFIX_BASE_ADDR;
}

static u64 entry_va(u64 base, int index, int shift)
{
	u64 va = base + ((u64)index << shift);

	/* canonical: the upper bits are those of the highest that counts */
	if (shift == top_shift() && index >= TABLE_ENTRIES / 2)
		va |= ~0ULL << (shift + 9);
	return va;
}

static int walk_level(struct tree *tree, int depth, int shift, u64 base,
		      int index, int end)
{
	const struct level *level = &tree->levels[depth];

	while (index < end) {
		u64 entry = level->copy[index];
		u64 va = entry_va(base, index, shift);
		int ret = 1;

		if (entry & _PAGE_PRESENT && !is_espfix(va, shift)) {
			if (is_leaf(entry, shift))
				ret = take_leaves(tree, level, index, shift,
						  va);
			else
				ret = descend(tree, depth, shift, va, index);
		}
		if (ret < 0)
			return ret;
		index += ret ? ret : 1;
	}
	return 0;
}

int dmk_arch_walk(struct mm_struct *mm, bool kernel_half,
		  int (*fn)(void *arg, const struct dmk_slot *leaf), void *arg,
		  struct dmk_walk_stats *stats)
{
	struct tree *tree = kvmalloc(sizeof(*tree), GFP_KERNEL);
	int first = kernel_half ? TABLE_ENTRIES / 2 : 0, ret = 0;

	if (!tree)
		return -ENOMEM;
	tree->fn = fn;
	tree->arg = arg;
	tree->stats = stats;
	tree->max_pfn = max_phys_pfn();
	for (int i = 0; i < ARRAY_SIZE(tree->types); i++)
		tree->types[i] = index_type(i);
	tree->levels[0].live = (const u64 *)mm->pgd;
	if (read_table(tree, 0))
		ret = walk_level(tree, 0, top_shift(), 0, first,
				 first + TABLE_ENTRIES / 2);
	kvfree(tree);
	return ret;
}

static void fill_slot(struct dmk_slot *slot, u64 va, u64 entry, int shift)
{
	bool present = entry & _PAGE_PRESENT;

	slot->va = va & ~(BIT_ULL(shift) - 1);
	slot->npages = 1ULL << (shift - PAGE_SHIFT);
	slot->pfn = present ? leaf_pfn(entry, shift) : 0;
	slot->type = present ? index_type(type_index(entry, shift)) :
			       DMR_ABSENT;
}

int dmk_arch_read(struct mm_struct *mm, unsigned long va, struct dmk_slot *ret)
{
	const u64 *table = (const u64 *)mm->pgd;
	unsigned long flags;
	int err = 0;

	local_irq_save(flags);
	for (int shift = top_shift();; shift -= 9) {
		u64 entry;

		if (!table ||
		    get_kernel_nofault(entry,
				       &table[(va >> shift) % TABLE_ENTRIES])) {
			err = -EFAULT;
			break;
		}
		if (!(entry & _PAGE_PRESENT) || is_leaf(entry, shift)) {
			fill_slot(ret, va, entry, shift);
			break;
		}
		table = table_of(entry);
	}
	local_irq_restore(flags);
	return err;
}

static bool within(unsigned long va, unsigned long start, unsigned long last,
		   unsigned long *end)
{
	if (va < start) {
		*end = min(*end, start);
		return false;
	}
	if (va > last)
		return false;
	*end = last + 1;
	return true;
}

/*
 * Documentation/x86/x86_64/mm.rst (6.1). The linear map may be as long as the
 * machine has physical addresses, and ends before the vmalloc area.
 */
enum dmk_region dmk_region_of(unsigned long va, unsigned long *end)
{
	*end = ULONG_MAX;
	if (within(va, PAGE_OFFSET, VMALLOC_START - 1, end))
		return DMK_REGION_LINEAR;
	if (within(va, VMALLOC_START, VMALLOC_END, end))
		return DMK_REGION_VMALLOC;
	if (within(va, __START_KERNEL_map, MODULES_END - 1, end))
		return DMK_REGION_IMAGE;
	return DMK_REGION_OTHER;
}
