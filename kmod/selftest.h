/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMALIAS_KMOD_SELFTEST_H
#define DMALIAS_KMOD_SELFTEST_H

/* What the halves of the self test share. */

#include <linux/mm.h>
#include <linux/platform_device.h>

struct dmk_try {
	struct page *pages[4];
	unsigned int npages;
	u64 mmio_pfn; /* 0: none was found */
	struct platform_device *platform;
	struct device *dev;
	dma_addr_t dma;
};

/* ways to map something into user space */
enum dmk_try_mmap {
	DMK_TRY_REMAP,
	DMK_TRY_INSERT_PAGE,
	DMK_TRY_INSERT_PAGES,
	DMK_TRY_FAULT,
	DMK_TRY_DMA_ATTRS,
	DMK_TRY_DMA_PAGES,
	DMK_TRY_DMA_NONCONTIGUOUS,
	DMK_TRY_MMAPS,
};

/*
 * dmk_try_mmap - map it in the loading task, see who hears it, and unmap. Does
 * nothing in a task without an address space.
 * @object: what the DMA API gave, for the ways with DMA in their names
 */
void dmk_try_mmap(struct dmk_try *try, enum dmk_try_mmap how, void *object);

/* dmk_selftest_user - those ways that need no object */
void dmk_selftest_user(struct dmk_try *try);

/* dmk_selftest_before, _after - did the hooks of these names hear it? */
void dmk_selftest_before(void);
void dmk_selftest_after(const char *const *names, size_t n);

#endif
