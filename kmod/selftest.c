// SPDX-License-Identifier: GPL-2.0
/*
 * The self test: does on pages of its own what the hooks listen for, and sees
 * which of them hear it. A hook that registers is not yet one that is called:
 * compilers inline what a symbol still names.
 *
 * Out of reach of a module, and left untried: fork, mremap, the end of a
 * process, large pages in user space, set_direct_map_*(), set_memory_np().
 */

#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#ifdef CONFIG_X86
#include <asm/set_memory.h>
#endif

#include "hooks.h"
#include "selftest.h"

static struct task_struct *runner;

bool dmk_selftest_current(void)
{
	return READ_ONCE(runner) == current;
}

/* ------------------------------------------------------------- the kernel */

static bool try_vmap(struct dmk_try *try)
{
	void *wc = vmap(try->pages, try->npages, VM_MAP,
			pgprot_writecombine(PAGE_KERNEL));
	void *wb = vmap(try->pages, try->npages, VM_MAP, PAGE_KERNEL);

	vunmap(wb);
	vunmap(wc);
	return wb && wc;
}

static bool try_vm_map_ram(struct dmk_try *try)
{
	void *va = vm_map_ram(try->pages, try->npages, NUMA_NO_NODE);

	if (va)
		vm_unmap_ram(va, try->npages);
	return va;
}

/* It takes no frame that has a struct page. */
static bool try_vmap_pfn(struct dmk_try *try)
{
	unsigned long pfns[2] = {try->mmio_pfn, try->mmio_pfn};
	void *va;

	if (!IS_ENABLED(CONFIG_VMAP_PFN) || !try->mmio_pfn)
		return false;
	va = vmap_pfn(pfns, ARRAY_SIZE(pfns), pgprot_noncached(PAGE_KERNEL));
	vunmap(va);
	return va;
}

static bool try_ioremap(struct dmk_try *try)
{
	void __iomem *va;

	if (!try->mmio_pfn)
		return false;
	va = ioremap(PFN_PHYS(try->mmio_pfn), PAGE_SIZE);
	if (va)
		iounmap(va);
	return va;
}

static bool try_memremap(struct dmk_try *try)
{
	void *va;

	if (!try->mmio_pfn)
		return false;
	va = memremap(PFN_PHYS(try->mmio_pfn), PAGE_SIZE, MEMREMAP_WC);
	if (va)
		memunmap(va);
	return va;
}

/* --------------------------------------------------------- the linear map */

#ifdef CONFIG_X86
static bool try_set_memory(struct dmk_try *try)
{
	unsigned long va = (unsigned long)page_address(try->pages[0]);
	int err = set_memory_uc(va, 1);

	if (!err)
		err = set_memory_wb(va, 1);
	if (!err)
		err = set_memory_wc(va, 1);
	if (!err)
		err = set_memory_wb(va, 1);
	return !err;
}

static bool try_set_pages(struct dmk_try *try)
{
	int err = set_pages_array_uc(try->pages, try->npages);

	if (!err)
		err = set_pages_array_wb(try->pages, try->npages);
	if (!err)
		err = set_pages_array_wc(try->pages, try->npages);
	if (!err)
		err = set_pages_array_wb(try->pages, try->npages);
	return !err;
}
#endif

static bool try_page(struct dmk_try *try)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		__free_page(page);
	return page;
}

/* ------------------------------------------------------------ the DMA API */

#define NAMES(...) ((const char *const[]){__VA_ARGS__})
#define AFTER(...) \
	dmk_selftest_after(NAMES(__VA_ARGS__), ARRAY_SIZE(NAMES(__VA_ARGS__)))

static void try_dma_attrs(struct dmk_try *try)
{
	void *va;

	dmk_selftest_before();
	va = dma_alloc_attrs(try->dev, PAGE_SIZE, &try->dma, GFP_KERNEL, 0);
	if (!va)
		return;
	AFTER("dma_alloc_attrs", "dma_alloc");
	dmk_try_mmap(try, DMK_TRY_DMA_ATTRS, va);
	dmk_selftest_before();
	dma_free_attrs(try->dev, PAGE_SIZE, va, try->dma, 0);
	AFTER("dma_free_attrs");
}

static void try_dma_pages(struct dmk_try *try)
{
	struct page *page;

	dmk_selftest_before();
	page = dma_alloc_pages(try->dev, PAGE_SIZE, &try->dma,
			       DMA_BIDIRECTIONAL, GFP_KERNEL);
	if (!page)
		return;
	AFTER("dma_alloc_pages");
	dmk_try_mmap(try, DMK_TRY_DMA_PAGES, page);
	dmk_selftest_before();
	dma_free_pages(try->dev, PAGE_SIZE, page, try->dma, DMA_BIDIRECTIONAL);
	AFTER("dma_free_pages");
}

static void try_dma_noncontiguous(struct dmk_try *try)
{
	struct sg_table *table;

	dmk_selftest_before();
	table = dma_alloc_noncontiguous(try->dev, PAGE_SIZE, DMA_BIDIRECTIONAL,
					GFP_KERNEL, 0);
	if (!table)
		return;
	AFTER("dma_alloc_noncontiguous", "dma_alloc_sgt");
	dmk_try_mmap(try, DMK_TRY_DMA_NONCONTIGUOUS, table);
	dmk_selftest_before();
	dma_free_noncontiguous(try->dev, PAGE_SIZE, table, DMA_BIDIRECTIONAL);
	AFTER("dma_free_noncontiguous");
}

/* --------------------------------------------------------- running them */

static const struct step {
	bool (*run)(struct dmk_try *try); /* false: it could not be done */
	const char *hooks[5]; /* first candidate's name of those that hear it */
} steps[] = {
	{try_vmap,
	 {"vmap_small_pages_range_noflush", "__vunmap_range_noflush"}},
	{try_vm_map_ram,
	 {"vmap_small_pages_range_noflush", "__vunmap_range_noflush"}},
	{try_vmap_pfn, {"vmap_pfn", "vmap_pfn_apply", "apply_to_page_range"}},
	{try_ioremap, {"__ioremap_caller", "vmap_range_noflush"}},
	{try_memremap, {"memremap", "vmap_range_noflush"}},
#ifdef CONFIG_X86
	{try_set_memory,
	 {"set_memory_uc", "set_memory_wc", "set_memory_wb",
	  "__change_page_attr_set_clr"}},
	{try_set_pages,
	 {"set_pages_array_uc", "set_pages_array_wc", "set_pages_array_wb"}},
#endif
	{try_page, {"mm_page_alloc", "mm_page_free"}},
};

static bool names_it(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n && names[i]; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

void dmk_selftest_before(void)
{
	struct dmk_hook *hook = NULL;

	while ((hook = dmk_hook_next(hook)))
		hook->hits_before = dmk_hook_hits(hook);
}

void dmk_selftest_after(const char *const *names, size_t n)
{
	struct dmk_hook *hook = NULL;

	while ((hook = dmk_hook_next(hook))) {
		if (hook->state != DMK_HOOK_ACTIVE ||
		    !names_it(names, n, hook->names[0]))
			continue;
		if (dmk_hook_hits(hook) > hook->hits_before)
			hook->selftest = DMK_SELFTEST_HIT;
		else if (hook->selftest != DMK_SELFTEST_HIT)
			hook->selftest = DMK_SELFTEST_MISSED;
	}
}

static void run_steps(struct dmk_try *try)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		dmk_selftest_before();
		if (steps[i].run(try))
			dmk_selftest_after(steps[i].hooks,
					   ARRAY_SIZE(steps[i].hooks));
	}
}

/* A frame that is no RAM and has no struct page: nothing is read of it. */
static int find_mmio(struct resource *resource, void *arg)
{
	struct dmk_try *try = arg;
	u64 pfn = PFN_DOWN(resource->end);

	if (resource->start <= PFN_PHYS(pfn) && !pfn_valid(pfn))
		try->mmio_pfn = pfn;
	return 0;
}

static bool make_pages(struct dmk_try *try)
{
	for (try->npages = 0; try->npages < ARRAY_SIZE(try->pages);
	     try->npages++) {
		try->pages[try->npages] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!try->pages[try->npages])
			return false;
	}
	return true;
}

static void put_pages(struct dmk_try *try)
{
	while (try->npages)
		__free_page(try->pages[--try->npages]);
}

static int make_device(struct dmk_try *try)
{
	try->platform = platform_device_register_simple(
		"dmalias-selftest", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(try->platform))
		return PTR_ERR(try->platform);
	try->dev = &try->platform->dev;
	return dma_coerce_mask_and_coherent(try->dev, DMA_BIT_MASK(32));
}

void dmk_selftest(void)
{
	struct dmk_try *try = kzalloc(sizeof(*try), GFP_KERNEL);
	int err;

	if (!try) {
		pr_warn("dmalias: no memory for the self test\n");
		return;
	}
	WRITE_ONCE(runner, current);
	dmk_page_flags_learn();
	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM, 0, -1, try,
			    find_mmio);
	err = make_device(try);
	if (!err && make_pages(try)) {
		run_steps(try);
		try_dma_attrs(try);
		try_dma_pages(try);
		try_dma_noncontiguous(try);
		dmk_selftest_user(try);
	} else {
		pr_warn("dmalias: no self test: error %d\n", err ?: -ENOMEM);
	}
	put_pages(try);
	if (!IS_ERR_OR_NULL(try->platform))
		platform_device_unregister(try->platform);
	WRITE_ONCE(runner, NULL);
	kfree(try);
}
