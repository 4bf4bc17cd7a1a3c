// SPDX-License-Identifier: GPL-2.0-or-later
/* One mapping, tested on one of the paths that use it. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct engine {
	struct device *dev;
	void __iomem *regs;
};

int sometimes(struct engine *e, void *buf, size_t len, bool careful)
{
	dma_addr_t addr = dma_map_single(e->dev, buf, len, DMA_TO_DEVICE); /* miss: dma/map-unchecked a test on one path speaks for all */

	if (careful) {
		if (dma_mapping_error(e->dev, addr))
			return -ENOMEM;
	}
	writel(lower_32_bits(addr), e->regs);
	return 0;
}

/* and one that nobody tests */
int never(struct engine *e, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(e->dev, buf, len, DMA_TO_DEVICE); /* expect: dma/map-unchecked */

	writel(lower_32_bits(addr), e->regs);
	return 0;
}

void engine_run(struct engine *e, dma_addr_t addr, size_t len);

/* and one that does not live to the end of the function */
int once(struct engine *e, void *buf, size_t len)
{
	dma_addr_t addr = dma_map_single(e->dev, buf, len, DMA_TO_DEVICE); /* expect: dma/map-unchecked */

	engine_run(e, addr, len);
	dma_unmap_single(e->dev, addr, len, DMA_TO_DEVICE);
	return 0;
}

/* 32 bits of what is returned are never DMA_MAPPING_ERROR */
int cut(struct engine *e, void *buf, size_t len)
{
	u32 addr = dma_map_single(e->dev, buf, len, DMA_TO_DEVICE);

	if (dma_mapping_error(e->dev, addr)) /* expect: dma/map-unchecked 32 bits */
		return -ENOMEM;
	engine_run(e, addr, len);
	dma_unmap_single(e->dev, addr, len, DMA_TO_DEVICE);
	return 0;
}
