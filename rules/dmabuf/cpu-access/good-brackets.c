// SPDX-License-Identifier: GPL-2.0-or-later
/* Brackets that are right, some of them far away. */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

int program(dma_addr_t addr, unsigned int len);

int read_header(struct dma_buf *buf, void *header)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	ret = dma_buf_vmap(buf, &map);
	if (ret)
		goto end;
	memcpy(header, map.vaddr, 64);
	dma_buf_vunmap(buf, &map);
end:
	dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE);
	return ret;
}

/* both ways covers each */
int clear(struct dma_buf *buf)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_begin_cpu_access(buf, DMA_BIDIRECTIONAL);
	if (ret)
		return ret;
	ret = dma_buf_vmap(buf, &map);
	if (!ret) {
		u32 *word = map.vaddr;

		word[1] = word[0];
		dma_buf_vunmap(buf, &map);
	}
	dma_buf_end_cpu_access(buf, DMA_BIDIRECTIONAL);
	return ret;
}

/* begun by the caller */
static int copy_out(struct dma_buf *buf, void *to)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_vmap(buf, &map);
	if (ret)
		return ret;
	iosys_map_memcpy_from(to, &map, 0, 64);
	dma_buf_vunmap(buf, &map);
	return 0;
}

int save(struct dma_buf *buf, void *to)
{
	int ret = dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE);

	if (ret)
		return ret;
	ret = copy_out(buf, to);
	dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE);
	return ret;
}

struct object {
	struct dma_buf *buf;
	struct iosys_map map;
};

/* made, and kept: the users of the pointer have the brackets */
void *object_vmap(struct object *o)
{
	if (dma_buf_vmap(o->buf, &o->map))
		return NULL;
	return o->map.vaddr;
}

/* a pair of functions */
int object_prepare(struct object *o)
{
	return dma_buf_begin_cpu_access(o->buf, DMA_FROM_DEVICE);
}

int object_finish(struct object *o)
{
	return dma_buf_end_cpu_access(o->buf, DMA_FROM_DEVICE);
}

/* what an importer is for */
int addresses_of_table(struct dma_buf_attachment *attach)
{
	struct sg_table *sgt = dma_buf_map_attachment(attach, DMA_TO_DEVICE);
	int ret;

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	ret = program(sg_dma_address(sgt->sgl), sg_dma_len(sgt->sgl));
	dma_buf_unmap_attachment(attach, sgt, DMA_TO_DEVICE);
	return ret;
}
