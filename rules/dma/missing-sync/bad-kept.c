// SPDX-License-Identifier: GPL-2.0-or-later
/* One buffer stays mapped; every function takes it and gives it back, but for
 * these. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct window {
	struct device *dev;
	void *buffer;
	dma_addr_t dma;
	size_t done;
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

int window_read_untaken(struct window *w, void __user *to, size_t len)
{
	int ret = 0;

	if (copy_to_user(to, w->buffer, len)) /* expect: dma/missing-sync 'w->buffer' is read while the device owns it */
		ret = -EFAULT;
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	return ret;
}

int window_read_given(struct window *w, void __user *to, size_t len)
{
	dma_sync_single_for_cpu(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL); /* expect-note: given to the device by */
	return copy_to_user(to, w->buffer, len) ? -EFAULT : 0; /* expect: dma/missing-sync 'w->buffer' is read while the device owns it */
}

int window_read_one_way(struct window *w, void __user *to, size_t len)
{
	int ret = 0;

	dma_sync_single_for_cpu(w->dev, w->dma, 4096, DMA_TO_DEVICE);
	if (copy_to_user(to, w->buffer, len)) /* expect: dma/missing-sync 'w->buffer' is read while the device owns it */
		ret = -EFAULT;
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	return ret;
}

void window_copy_out(void *words, size_t len);

/* the wrong way round */
void window_hand_on(struct window *w)
{
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_FROM_DEVICE);
	window_copy_out(w->buffer, 4096); /* expect: dma/missing-sync memory is read while the device owns it */
}

/* counts what it hands on, in the record that has the buffer too */
static void window_copy_chunks(size_t *done, void *words, size_t len)
{
	while (*done < len) {
		window_copy_out(words + *done, 64);
		*done += 64;
	}
}

void window_hand_on_chunks(struct window *w)
{
	dma_sync_single_for_device(w->dev, w->dma, 4096, DMA_FROM_DEVICE);
	window_copy_chunks(&w->done, w->buffer, 4096); /* expect: dma/missing-sync memory is read while the device owns it */
}

void window_teardown(struct window *w)
{
	dma_unmap_single(w->dev, w->dma, 4096, DMA_BIDIRECTIONAL);
	kfree(w->buffer);
}
