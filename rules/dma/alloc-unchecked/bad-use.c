// SPDX-License-Identifier: GPL-2.0-or-later
/* Coherent memory that may not be there. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/string.h>

struct desc {
	__le64 addr;
	__le32 flags;
};

struct engine {
	struct device *dev;
	void __iomem *regs;
	struct desc *ring;
	dma_addr_t ring_dma;
	u32 *status;
	dma_addr_t status_dma;
};

int written(struct engine *e)
{
	struct desc *ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, /* expect: dma/alloc-unchecked used without a test for NULL */
					       GFP_KERNEL);

	ring->flags = cpu_to_le32(1);
	e->ring = ring;
	return 0;
}

int cleared(struct engine *e)
{
	e->ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL); /* expect: dma/alloc-unchecked used without a test */
	memset(e->ring, 0, 4096);
	return e->ring ? 0 : -ENOMEM;
}

/* only the ring is tested, though both may fail */
int kept(struct engine *e)
{
	e->ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL);
	e->status = dma_alloc_coherent(e->dev, 64, &e->status_dma, GFP_KERNEL); /* expect: dma/alloc-unchecked kept without a test */
	if (!e->ring)
		return -ENOMEM;
	writel(lower_32_bits(e->status_dma), e->regs);
	return 0;
}
