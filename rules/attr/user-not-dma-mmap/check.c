// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/origin/origin_text.h"

#define COHERENT ORIGIN_BIT(COHERENT)

static bool is_by_page(const struct memory_use *use)
{
	return use->row->memory == MEMORY_PAGE;
}

/* An array of pages is what an allocator of scattered buffers makes of memory
 * that it knows to have pages. */
static bool is_by_hand(const struct memory_use *use)
{
	return use->row->role == ROLE_MMAP_USER &&
	       use->row->memory != MEMORY_PAGE_ARRAY &&
	       !memory_use_is_dma_mmap(use);
}

/* virt_to_phys(), vmalloc_to_pfn(): no address of a device goes there. */
static bool is_converted(const struct memory_use *use)
{
	for (uint32_t i = 0; i < use->n_roots; i++)
		if (use->roots[i].convert &&
		    use->roots[i].convert->from != MEMORY_PHYS &&
		    use->roots[i].convert->from != MEMORY_PFN)
			return true;
	return false;
}

/* Whether it can only be the coherent memory, of all that the place holds. */
static bool is_meant(const struct memory_use *use, const origin_vec *origins)
{
	return is_converted(use) ||
	       origin_is_only(origins, ORIGINS_LINEAR | COHERENT);
}

static enum finding_confidence how_sure(const struct memory_use *use,
					const origin_vec *origins)
{
	return !is_by_page(use) && origin_is_only(origins, COHERENT) ?
		       CONFIDENCE_HIGH :
		       CONFIDENCE_MEDIUM;
}

/* "with the frame number of its DMA address", "that 'virt_to_phys' gives" */
static void step_address(struct flow_end *end, struct finding *finding,
			 const struct memory_use *use, const struct origin *o)
{
	if (o->convert)
		end_step(end, finding, use->op,
			 "'%s' is not for memory of the DMA API, which need "
			 "not be in the linear map, nor contiguous",
			 o->convert->function);
	else if (use->row->memory == MEMORY_PFN)
		end_step(end, finding, use->op,
			 "a DMA address is no physical address where the "
			 "device is behind an IOMMU");
}

static void check_use(struct flow_end *end, const struct memory_use *use)
{
	const struct origin *o;
	struct finding *finding = NULL;
	origin_vec origins = {};

	if (!is_by_hand(use))
		return;
	origin_find(end, use, &origins);
	o = origin_among(&origins, COHERENT);
	/* what a subsystem keeps in a field of its own is not always of the
	 * DMA API; a module that maps it by that, too, knows when to */
	if (o && o->op && is_meant(use, &origins) &&
	    !memory_use_shares(end, use, memory_use_is_dma_mmap))
		finding = end_report(end, use->op, how_sure(use, &origins),
				     "'%s' maps memory of '%s' to user space "
				     "past the DMA API",
				     end_call_name(end, use->op),
				     end_call_name(end, o->op));
	if (finding) {
		origin_step(end, finding, o);
		step_address(end, finding, use, o);
	}
	vec_deinit(&origins);
}

const struct flow_rule rule_attr_user_not_dma_mmap = {
	.memory_use = check_use,
};
