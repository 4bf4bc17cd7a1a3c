// SPDX-License-Identifier: GPL-2.0-or-later
/* One buffer stays mapped, and is written while it is the CPU's, but not given
 * back before the device is started. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct window {
	struct device *dev;
	void __iomem *regs;
	void *buffer;
	dma_addr_t dma;
};

int window_setup(struct window *w)
{
	w->buffer = kzalloc(4096, GFP_KERNEL);
	if (!w->buffer)
		return -ENOMEM;
	w->dma = dma_map_single(w->dev, w->buffer, 4096, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(w->dev, w->dma)) {
		kfree(w->buffer);
		return -ENOMEM;
	}
	return 0;
}

static void window_start(struct window *w, dma_addr_t dma)
{
	writel((u32)dma, w->regs);
}

/* as it should be */
int window_exchange(struct window *w, void __user *to, const void __user *from,
		    size_t len)
{
	int ret = 0;

	dma_sync_single_for_cpu(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	if (copy_to_user(to, w->buffer, len) ||
	    copy_from_user(w->buffer, from, len))
		ret = -EFAULT;
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	return ret;
}

int window_write_ungiven(struct window *w, const void __user *from, size_t len)
{
	dma_sync_single_for_cpu(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	if (copy_from_user(w->buffer, from, len)) /* expect: dma/missing-sync 'w->buffer' is written while the device owns it */
		return -EFAULT;
	window_start(w, w->dma); /* expect-note: handed on here, with no sync for the device since */
	dma_sync_single_for_cpu(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	return 0;
}

void window_teardown(struct window *w)
{
	dma_unmap_single(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	kfree(w->buffer);
}
