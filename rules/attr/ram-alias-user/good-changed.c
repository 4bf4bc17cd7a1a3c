// SPDX-License-Identifier: GPL-2.0-or-later
/* x86: the kernel's own mapping is changed first, and restored at last. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>

struct frame {
	unsigned long addr;
};

int frame_make(struct frame *f)
{
	f->addr = __get_free_page(GFP_KERNEL);
	if (!f->addr)
		return -ENOMEM;
	if (set_memory_wc(f->addr, 1)) {
		free_page(f->addr);
		return -EIO;
	}
	return 0;
}

void frame_free(struct frame *f)
{
	set_memory_wb(f->addr, 1);
	free_page(f->addr);
}

int frame_mmap(struct frame *f, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_insert_page(vma, vma->vm_start, virt_to_page(f->addr));
}
