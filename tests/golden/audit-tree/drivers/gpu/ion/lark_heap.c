// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/ion.h>
#include <linux/genalloc.h>

static void *lark_heap_map_kernel(struct ion_heap *heap,
				  struct ion_buffer *buffer)
{
	return __arm_ioremap(buffer->priv_phys, buffer->size, MT_DEVICE_CACHED);
}

static int lark_heap_map_user(struct ion_heap *heap, struct ion_buffer *buffer,
			      struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start,
			       __phys_to_pfn(buffer->priv_phys), buffer->size,
			       pgprot_noncached(vma->vm_page_prot));
}

static struct ion_heap_ops lark_heap_ops = {
	.map_kernel = lark_heap_map_kernel,
	.map_user = lark_heap_map_user,
};

struct ion_heap *lark_heap_create(struct ion_platform_heap *data)
{
	unsigned long at = gen_pool_alloc(lark_pool, data->size);

	return at ? &lark_heap : NULL;
}
