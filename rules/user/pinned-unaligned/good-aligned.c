// SPDX-License-Identifier: GPL-2.0-or-later
/* The address is tested before anything is pinned. */
#include <linux/align.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

struct request {
	struct device *dev;
	struct page **pages;
	struct sg_table sgt;
	unsigned int offset;
	size_t len;
	int n;
};

static int request_pin(struct request *req, unsigned long addr, size_t len)
{
	int nr = (offset_in_page(addr) + len + PAGE_SIZE - 1) >> PAGE_SHIFT;

	req->pages = kcalloc(nr, sizeof(*req->pages), GFP_KERNEL);
	if (!req->pages)
		return -ENOMEM;
	req->n = pin_user_pages_fast(addr, nr, FOLL_WRITE, req->pages);
	if (req->n != nr)
		return -EFAULT;
	req->offset = offset_in_page(addr);
	req->len = len;
	return 0;
}

int request_start(struct request *req, unsigned long addr, size_t len)
{
	int ret;

	if (!IS_ALIGNED(addr | len, 64))
		return -EINVAL;
	ret = request_pin(req, addr, len);
	if (ret)
		return ret;
	ret = sg_alloc_table_from_pages(&req->sgt, req->pages, req->n,
					req->offset, req->len, GFP_KERNEL);
	if (ret)
		return ret;
	return dma_map_sgtable(req->dev, &req->sgt, DMA_FROM_DEVICE, 0);
}
