// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>

static char *phys_start;
static char *phys_end;
module_param(phys_start, charp, S_IRUGO);
module_param(phys_end, charp, S_IRUGO);

static unsigned long block_start, block_len;

static int larkcmem_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff, block_len,
			       vma->vm_page_prot);
}

static struct file_operations larkcmem_fops = {
	mmap:	larkcmem_mmap,
};

int __init larkcmem_init(void)
{
	block_start = simple_strtoul(phys_start, NULL, 16);
	block_len = simple_strtoul(phys_end, NULL, 16) - block_start;
	if (!ioremap_cache(block_start, block_len))
		return -ENOMEM;
	return 0;
}
