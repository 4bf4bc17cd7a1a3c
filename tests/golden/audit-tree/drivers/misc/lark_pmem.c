// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/android_pmem.h>
#include <linux/mm.h>
#include <linux/platform_device.h>

static struct lark_pool {
	unsigned long base, size;
	unsigned cached;
	void *vbase;
} pool;

static int lark_pmem_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long len = vma->vm_end - vma->vm_start;

	if (!pool.cached)
		vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, pool.base >> PAGE_SHIFT,
			       len, vma->vm_page_prot);
}

static long lark_pmem_ioctl(struct file *file, unsigned int cmd,
			    unsigned long arg)
{
	dmac_flush_range(pool.vbase, pool.vbase + pool.size);
	outer_flush_range(pool.base, pool.base + pool.size);
	return 0;
}

static const struct file_operations lark_pmem_fops = {
	.mmap = lark_pmem_mmap,
	.unlocked_ioctl = lark_pmem_ioctl,
};

static int lark_pmem_probe(struct platform_device *pdev)
{
	struct android_pmem_platform_data *pdata = pdev->dev.platform_data;

	pool.base = pdata->start;
	pool.size = pdata->size;
	pool.cached = pdata->cached;
	if (pool.cached)
		pool.vbase = ioremap_cached(pool.base, pool.size);
	else
		pool.vbase = ioremap(pool.base, pool.size);
	return pool.vbase ? 0 : -ENOMEM;
}
