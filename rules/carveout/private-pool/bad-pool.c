// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory of boot time, handed out by the driver itself. */
#include <linux/fs.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

static phys_addr_t heap_base;

void __init heap_reserve(void)
{
	heap_base = memblock_phys_alloc(SZ_16M, SZ_1M); /* expect-note: 'memblock_phys_alloc' */
}

/* cached, as the linear map has it, and a pool of its own all the same */
int heap_init(struct gen_pool *pool)
{
	return gen_pool_add(pool, (unsigned long)phys_to_virt(heap_base), SZ_16M, -1); /* expect: carveout/private-pool 'gen_pool_add' makes a private pool of memory that was reserved at boot */
}

/* what a boot loader leaves out of the memory of the kernel */
static ulong frames_base;
module_param(frames_base, ulong, 0444);

struct frames {
	struct gen_pool *pool;
	void *virt;
};

int frames_init(struct frames *f)
{
	f->virt = memremap(frames_base, SZ_8M, MEMREMAP_WC);
	if (!f->virt)
		return -ENOMEM;
	return gen_pool_add_virt(f->pool, (unsigned long)f->virt, frames_base, SZ_8M, -1); /* expect: carveout/private-pool 'gen_pool_add_virt' makes a private pool of an address from a parameter */
}

/* the way of old "pmem" devices: a process gets physical memory */
static int heap_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, PFN_DOWN(heap_base), vma->vm_end - vma->vm_start, vma->vm_page_prot); /* expect: carveout/private-pool 'remap_pfn_range' gives a process memory that was reserved at boot */
}

const struct file_operations heap_fops = {
	.mmap = heap_mmap,
};

/* the way of ION's carveout heap: a board says where the memory is */
struct heap_data {
	phys_addr_t base;
	size_t size;
};

int told_init(struct gen_pool *pool, const struct heap_data *data)
{
	return gen_pool_add(pool, data->base, data->size, -1); /* expect: carveout/private-pool 'gen_pool_add' makes a private pool of physical memory that its caller sets aside */
}
