// SPDX-License-Identifier: GPL-2.0-or-later
/* Boot-time memory that is out of the linear map, or mapped as that has it. */
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/sizes.h>

static phys_addr_t stolen;

/* what arm_memblock_steal() does: nothing maps it any more */
void __init steal(void)
{
	stolen = memblock_phys_alloc(SZ_1M, SZ_1M);
	memblock_phys_free(stolen, SZ_1M);
	memblock_remove(stolen, SZ_1M);
}

void __iomem *map_stolen(void)
{
	return ioremap_wc(stolen, SZ_1M);
}

static phys_addr_t hidden;

void __init hide(phys_addr_t base)
{
	hidden = base;
	memblock_reserve(hidden, SZ_1M);
	memblock_mark_nomap(hidden, SZ_1M);
}

void __iomem *map_hidden(void)
{
	return ioremap(hidden, SZ_1M);
}

static phys_addr_t cached;

void __init reserve(void)
{
	cached = memblock_phys_alloc(SZ_1M, SZ_1M);
}

/* the linear map has it, write-back, and that is what is asked for */
void *map_cached(void)
{
	return memremap(cached, SZ_1M, MEMREMAP_WB);
}

void *use_linear(void)
{
	return phys_to_virt(cached);
}
