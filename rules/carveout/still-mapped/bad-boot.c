// SPDX-License-Identifier: GPL-2.0-or-later
/* Boot code reserves RAM; a later part of it maps that as device memory. */
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/sizes.h>

static phys_addr_t pool_base;
static phys_addr_t pool_size = SZ_16M;

void __init board_reserve(void)
{
	pool_base = memblock_phys_alloc(pool_size, SZ_1M); /* expect-note: 'memblock_phys_alloc' */
}

void __iomem *pool_map(void)
{
	return ioremap_wc(pool_base, pool_size); /* expect: carveout/still-mapped 'ioremap_wc' maps memory reserved at boot */
}

#define FRAMES_BASE 0x9e000000
#define FRAMES_SIZE SZ_2M

struct frames {
	phys_addr_t base;
	void *virt;
};

void __init frames_reserve(struct frames *f)
{
	f->base = FRAMES_BASE;
	memblock_reserve(f->base, FRAMES_SIZE);
	f->virt = memremap(f->base, FRAMES_SIZE, MEMREMAP_WC); /* expect: carveout/still-mapped 'memremap' maps memory reserved at boot */
}
