// SPDX-License-Identifier: GPL-2.0
/*
 * All that can be said of one frame: what the page tables of the kernel and of
 * every process have, plain write-back mappings included, next to what the
 * record knows. Not seen: espfix (see arch/x86/walk.c), spaces whose lock could
 * not be had (counted), and what no page table of the CPU has, like IOMMUs.
 */

#include <linux/memory_hotplug.h>
#include <linux/slab.h>

#include "kmod.h"

enum { LEAVES_MAX = 512, MAPPINGS_MAX = 64 };

struct lookup {
	u64 pfn;
	u64 leaves; /* more than are kept, perhaps */
	u64 mappings;
	struct dmk_walk_stats stats;
	struct dmk_leaf leaf[LEAVES_MAX]; /* of one page each */
	struct dmr_mapping mapping[MAPPINGS_MAX];
	bool seen[MAPPINGS_MAX]; /* a page table has it */
};

static int take_leaf(void *arg, const struct dmk_leaf *run)
{
	struct lookup *lookup = arg;
	struct dmk_leaf *leaf;
	u64 offset = lookup->pfn - run->pfn;

	if (lookup->pfn < run->pfn || offset >= run->npages)
		return 0;
	if (lookup->leaves < LEAVES_MAX) {
		leaf = &lookup->leaf[lookup->leaves];
		*leaf = *run;
		leaf->va += offset << PAGE_SHIFT;
	}
	lookup->leaves++;
	return 0;
}

/* the record's mapping that this leaf belongs to; -1: it has none */
static int mapping_of(const struct lookup *lookup, const struct dmk_leaf *leaf)
{
	for (u64 i = 0; i < min_t(u64, lookup->mappings, MAPPINGS_MAX); i++) {
		const struct dmr_mapping *mapping = &lookup->mapping[i];
		const struct dmr_side *side = &mapping->side;
		u64 va =
			side->va + ((lookup->pfn - mapping->pfn) << PAGE_SHIFT);

		if (side->kind == DMR_KIND_DMA)
			continue;
		if (side->space == leaf->space &&
		    (va == leaf->va || side->kind == DMR_KIND_LINEAR) &&
		    (side->kind == DMR_KIND_LINEAR) ==
			    (leaf->va ==
			     (unsigned long)__va(PFN_PHYS(lookup->pfn))))
			return i;
	}
	return -1;
}

/* DMR_KIND_NONE: the kernel's own, and not its image */
static enum dmr_kind leaf_kind(const struct lookup *lookup,
			       const struct dmk_leaf *leaf)
{
	unsigned long end;

	if (leaf->space != DMR_SPACE_KERNEL)
		return DMR_KIND_USER;
	switch (dmk_region_of(leaf->va, &end)) {
	case DMK_REGION_LINEAR:
		return DMR_KIND_LINEAR;
	case DMK_REGION_VMALLOC:
		return dmr_is_ram(dmk_record, lookup->pfn, 1) ?
			       DMR_KIND_VMAP :
			       DMR_KIND_IOREMAP;
	case DMK_REGION_IMAGE:
		return DMR_KIND_IMAGE;
	default:
		return DMR_KIND_NONE;
	}
}

static void show_leaf(struct seq_file *m, const struct lookup *lookup,
		      const struct dmk_leaf *leaf)
{
	seq_printf(m, "pfn=%#llx-%#llx kind=", lookup->pfn, lookup->pfn);
	if (leaf_kind(lookup, leaf))
		dmk_show_kind(m, leaf_kind(lookup, leaf));
	else
		seq_puts(m, "other");
	seq_printf(m, " type=%s va=%pK", dmr_type_name(dmk_arch(), leaf->type),
		   (void *)leaf->va);
	if (leaf->space == DMR_SPACE_KERNEL) {
		seq_puts(m, " space=kernel");
	} else {
		seq_printf(m, " space=%d pid=%d comm=", leaf->pid, leaf->pid);
		dmk_show_string(m, leaf->comm);
	}
}

static void show_leaves(struct seq_file *m, struct lookup *lookup)
{
	for (u64 i = 0; i < min_t(u64, lookup->leaves, LEAVES_MAX); i++) {
		const struct dmk_leaf *leaf = &lookup->leaf[i];
		int known = mapping_of(lookup, leaf);

		if (known < 0) {
			show_leaf(m, lookup, leaf);
			seq_puts(m, " seen=tables\n");
			continue;
		}
		lookup->seen[known] = true;
		dmk_show_mapping(m, &lookup->mapping[known]);
		seq_printf(m, " now=%s seen=both",
			   dmr_type_name(dmk_arch(), leaf->type));
		dmk_show_stack(m, &lookup->mapping[known].side);
		seq_putc(m, '\n');
	}
}

/* what no page table has: owners, and mappings that went or were not walked */
static void show_rest(struct seq_file *m, const struct lookup *lookup)
{
	for (u64 i = 0; i < min_t(u64, lookup->mappings, MAPPINGS_MAX); i++) {
		if (lookup->seen[i])
			continue;
		dmk_show_mapping(m, &lookup->mapping[i]);
		seq_puts(m, " seen=record");
		dmk_show_stack(m, &lookup->mapping[i].side);
		seq_putc(m, '\n');
	}
}

static void show_frame(struct seq_file *m, u64 pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	enum dmr_arch arch = dmk_arch();
	enum dmr_type linear = DMR_TYPE_UNKNOWN;
	u64 level = 0;

	if (pfn_valid(pfn))
		linear = dmk_linear_read(pfn, &level);
	seq_printf(m, "frame pfn=%#llx phys=%#llx ram=%s online=%s", pfn,
		   PFN_PHYS(pfn), dmr_is_ram(dmk_record, pfn, 1) ? "yes" : "no",
		   page ? "yes" : "no");
	seq_printf(m, " linear=%s leaf_pages=%llu recorded=%s",
		   dmr_type_name(arch, linear), level,
		   dmr_type_name(arch, dmr_linear_type(dmk_record, pfn)));
	if (page)
		seq_printf(m, " page_flags=%s refs=%d",
			   dmr_type_name(arch, dmk_page_flags_type(page)),
			   page_ref_count(page));
	seq_putc(m, '\n');
}

static void show_end(struct seq_file *m, const struct lookup *lookup, int err)
{
	const struct dmk_walk_stats *stats = &lookup->stats;

	seq_printf(m, "walk mappings=%llu tables=%llu unreadable=%llu",
		   lookup->leaves, stats->tables, stats->unreadable);
	seq_printf(m, " spaces_skipped=%llu not_shown=%llu error=%d\n",
		   stats->spaces_skipped,
		   lookup->leaves - min_t(u64, lookup->leaves, LEAVES_MAX) +
			   lookup->mappings -
			   min_t(u64, lookup->mappings, MAPPINGS_MAX),
		   err);
}

void dmk_lookup_show(struct seq_file *m, u64 pfn)
{
	struct lookup *lookup = kvzalloc(sizeof(*lookup), GFP_KERNEL);
	int err;

	if (!lookup) {
		seq_puts(m, "walk error=-12\n");
		return;
	}
	lookup->pfn = pfn;
	err = dmk_walk_kernel(take_leaf, lookup, &lookup->stats);
	if (!err)
		err = dmk_walk_users(take_leaf, lookup, &lookup->stats);
	lookup->mappings =
		dmr_query(dmk_record, pfn, lookup->mapping, MAPPINGS_MAX);
	show_frame(m, pfn);
	show_leaves(m, lookup);
	show_rest(m, lookup);
	show_end(m, lookup, err);
	kvfree(lookup);
}
