// SPDX-License-Identifier: GPL-2.0-or-later
/* Buffers that stay mapped: who takes one and who gives it back are often two
 * functions. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct stage {
	struct device *dev;
	void __iomem *regs;
	u32 *in, *out;
	dma_addr_t in_dma, out_dma;
};

int stage_setup(struct stage *s)
{
	s->in = kzalloc(4096, GFP_KERNEL);
	s->out = kzalloc(4096, GFP_KERNEL);
	if (!s->in || !s->out)
		goto err_free;
	s->in_dma = dma_map_single(s->dev, s->in, 4096, DMA_FROM_DEVICE);
	if (dma_mapping_error(s->dev, s->in_dma))
		goto err_free;
	s->out_dma = dma_map_single(s->dev, s->out, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(s->dev, s->out_dma))
		goto err_unmap;
	return 0;

err_unmap:
	dma_unmap_single(s->dev, s->in_dma, 4096, DMA_FROM_DEVICE);
err_free:
	kfree(s->in);
	kfree(s->out);
	return -ENOMEM;
}

void stage_teardown(struct stage *s)
{
	dma_unmap_single(s->dev, s->in_dma, 4096, DMA_FROM_DEVICE);
	dma_unmap_single(s->dev, s->out_dma, 4096, DMA_TO_DEVICE);
	kfree(s->in);
	kfree(s->out);
}

/* in the interrupt */
void stage_done(struct stage *s)
{
	dma_sync_single_for_cpu(s->dev, s->in_dma, 4096, DMA_FROM_DEVICE);
}

/* after it */
u32 stage_work(struct stage *s)
{
	u32 first = s->in[0];

	dma_sync_single_for_device(s->dev, s->in_dma, 4096, DMA_FROM_DEVICE);
	return first;
}

/* filled in one function */
void stage_fill(struct stage *s, u32 word)
{
	dma_sync_single_for_cpu(s->dev, s->out_dma, 4096, DMA_TO_DEVICE);
	s->out[0] = word;
	writel((u32)s->out_dma, s->regs);
}

/* handed over and started in another */
void stage_go(struct stage *s)
{
	dma_sync_single_for_device(s->dev, s->out_dma, 4096, DMA_TO_DEVICE);
	writel(1, s->regs + 4);
}

/* the address is known to the device long before the buffer is its own */
void stage_send(struct stage *s, u32 word)
{
	dma_sync_single_for_cpu(s->dev, s->out_dma, 4096, DMA_TO_DEVICE);
	s->out[1] = word;
	writel((u32)s->out_dma, s->regs);
	dma_sync_single_for_device(s->dev, s->out_dma, 4096, DMA_TO_DEVICE);
	writel(1, s->regs + 4);
}
