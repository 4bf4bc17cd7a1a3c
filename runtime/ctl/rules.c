// SPDX-License-Identifier: GPL-2.0-or-later
#include "ctl/rules.h"

static const struct rule_text texts[DMR_RULE_COUNT] = {
	[DMR_RULE_NONE] = {false, "A rule that this program does not know", "",
			   "", "", ""},
	[DMR_RAM_IOMAP] =
		{true,
		 "System RAM is not mapped with ioremap or its variants, nor "
		 "with memremap as write-combining or write-through",
		 "D1, D8-D10, E5", "Documentation/x86/pat.rst, \"PAT APIs\"",
		 "machines that let it pass, where two memory types for one "
		 "page lose or revert writes; elsewhere the call fails",
		 "use the linear-map address, memremap with MEMREMAP_WB, or "
		 "memory from dma_alloc_coherent or dma_alloc_wc"},
	[DMR_RAM_ALIAS_VMAP] =
		{false,
		 "Pages with a cached linear mapping are not mapped with "
		 "another memory type while the CPU uses both",
		 "D11-D15",
		 "Documentation/x86/pat.rst, \"Advanced APIs for "
		 "drivers\"",
		 "x86, where aliases of different types are undefined, arm and "
		 "arm64, where a dirty or stale cache line reverts or hides a "
		 "write",
		 "take memory from dma_alloc_coherent or dma_alloc_wc, or "
		 "change the linear map first (set_pages_array_wc) and back "
		 "before the pages are freed"},
	[DMR_RAM_ALIAS_USER] =
		{false,
		 "RAM is not mapped to user space with a memory type that "
		 "differs from the kernel's",
		 "D5, D16", "Documentation/x86/pat.rst, \"PAT APIs\"",
		 "x86, where aliases of different types are undefined, arm and "
		 "arm64, where user space and the kernel see different bytes",
		 "map memory of the DMA API with dma_mmap_coherent or "
		 "dma_mmap_wc; leave vm_page_prot of plain RAM alone"},
	[DMR_USER_NOT_DMA_MMAP] =
		{true,
		 "Memory from dma_alloc_* goes to user space through "
		 "dma_mmap_*",
		 "D16", "Documentation/core-api/dma-attributes.rst",
		 "arm and arm64, where the type of coherent memory depends on "
		 "the device, and memory that has no struct page",
		 "use dma_mmap_coherent, dma_mmap_wc or dma_mmap_attrs with "
		 "the arguments of the allocation"},
	[DMR_NOT_RESTORED] =
		{true,
		 "Pages whose memory type was changed are set back to "
		 "write-back on every path before they are freed",
		 "D2-D4",
		 "Documentation/x86/pat.rst, \"Advanced APIs for "
		 "drivers\"",
		 "x86, where the next owner of the page gets uncached memory, "
		 "slow for ever, and the next change of its type fails",
		 "call the matching _wb function on every path, error paths "
		 "too, before the pages are freed"},
	[DMR_MMIO_CONFLICT] =
		{false, "One MMIO range is not mapped with two memory types",
		 "D6, D9", "Documentation/x86/pat.rst, \"PAT APIs\"",
		 "x86, where the second mapping silently gets the type of the "
		 "first, and arm and arm64, where writes are merged that the "
		 "device must see one by one",
		 "map the range once, or split it: registers with ioremap, "
		 "the frame buffer with ioremap_wc"},
};

const struct rule_text *rule_text(enum dmr_rule rule)
{
	return &texts[rule < DMR_RULE_COUNT ? rule : DMR_RULE_NONE];
}
