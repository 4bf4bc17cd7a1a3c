// SPDX-License-Identifier: GPL-2.0-or-later
/* A dma-buf touched outside of, or against, its brackets. */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

int check_header(const void *header);

int no_brackets(struct dma_buf *buf, void *header)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_vmap(buf, &map); /* expect: dmabuf/cpu-access a dma-buf is read with no 'begin_cpu_access' before */
	if (ret)
		return ret;
	memcpy(header, map.vaddr, 64); /* expect-note: read here */
	dma_buf_vunmap(buf, &map);
	return 0;
}

int helper_functions(struct dma_buf *buf, const void *from)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_vmap(buf, &map); /* expect: dmabuf/cpu-access a dma-buf is written with no 'begin_cpu_access' */
	if (ret)
		return ret;
	iosys_map_memcpy_to(&map, 0, from, 64);
	dma_buf_vunmap(buf, &map);
	return 0;
}

/* ended too early */
int after_end(struct dma_buf *buf)
{
	struct iosys_map map;
	u32 *word;
	int ret;

	ret = dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	ret = dma_buf_vmap(buf, &map); /* expect: dmabuf/cpu-access is read with no 'begin_cpu_access' */
	dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	word = map.vaddr;
	ret = word[3] ? -EINVAL : 0;
	dma_buf_vunmap(buf, &map);
	return ret;
}

int wrong_direction(struct dma_buf *buf)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	ret = dma_buf_vmap(buf, &map);
	if (!ret) {
		memset(map.vaddr, 0, 64); /* expect: dmabuf/cpu-access is written in an access that was begun for DMA_FROM_DEVICE */
		dma_buf_vunmap(buf, &map);
	}
	dma_buf_end_cpu_access(buf, DMA_TO_DEVICE); /* expect: dmabuf/cpu-access ends an access for DMA_TO_DEVICE that was begun for DMA_FROM_DEVICE */
	return ret;
}

int left_open(struct dma_buf *buf, void *header)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE); /* expect: dmabuf/cpu-access not ended on a path that fails */
	if (ret)
		return ret;
	ret = dma_buf_vmap(buf, &map);
	if (ret)
		return -ENOMEM;
	memcpy(header, map.vaddr, 64);
	ret = check_header(header);
	dma_buf_vunmap(buf, &map);
	dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE);
	return ret;
}

int pages_of_table(struct dma_buf_attachment *attach)
{
	struct sg_table *sgt = dma_buf_map_attachment(attach, DMA_TO_DEVICE);
	struct page *page;

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	page = sg_page(sgt->sgl); /* expect: dmabuf/cpu-access 'sg_page' takes pages out of a table that 'dma_buf_map_attachment' gave */
	dma_buf_unmap_attachment(attach, sgt, DMA_TO_DEVICE);
	return page ? 0 : -EINVAL;
}
