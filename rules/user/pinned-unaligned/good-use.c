// SPDX-License-Identifier: GPL-2.0-or-later
/* Only read by the device, from any offset. */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct output {
	struct device *dev;
	struct page **pages;
	struct sg_table sgt;
};

int output_start(struct output *out, unsigned long addr, size_t len)
{
	int nr = (offset_in_page(addr) + len + PAGE_SIZE - 1) >> PAGE_SHIFT;
	int n, ret;

	out->pages = kcalloc(nr, sizeof(*out->pages), GFP_KERNEL);
	if (!out->pages)
		return -ENOMEM;
	n = pin_user_pages_fast(addr, nr, 0, out->pages);
	if (n != nr)
		return -EFAULT;
	ret = sg_alloc_table_from_pages(&out->sgt, out->pages, n,
					offset_in_page(addr), len, GFP_KERNEL);
	if (ret)
		return ret;
	return dma_map_sgtable(out->dev, &out->sgt, DMA_TO_DEVICE, 0);
}
