// SPDX-License-Identifier: GPL-2.0
/* The half of the self test that maps pages into the loading task. */

#include <linux/anon_inodes.h>
#include <linux/dma-mapping.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#include "hooks.h"
#include "selftest.h"

struct request {
	struct dmk_try *try;
	enum dmk_try_mmap how;
	void *object;
};

static vm_fault_t on_fault(struct vm_fault *fault)
{
	struct request *request = fault->vma->vm_private_data;

	return vmf_insert_pfn_prot(fault->vma, fault->address,
				   page_to_pfn(request->try->pages[0]),
				   fault->vma->vm_page_prot);
}

static const struct vm_operations_struct fault_ops = {.fault = on_fault};

static int wait_for_fault(struct vm_area_struct *vma, struct request *request)
{
	const vm_flags_t flags = VM_PFNMAP | VM_IO | VM_DONTEXPAND;

	/* an inline function: there is nothing to test for its presence */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
	vma->vm_private_data = request;
	vma->vm_ops = &fault_ops;
	return 0;
}

static int insert_pages(struct vm_area_struct *vma, struct dmk_try *try)
{
	unsigned long n = 1;

	return vm_insert_pages(vma, vma->vm_start, try->pages, &n);
}

static int on_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct request *request = file->private_data;
	struct dmk_try *try = request->try;

	switch (request->how) {
	case DMK_TRY_REMAP:
		return remap_pfn_range(vma, vma->vm_start,
				       page_to_pfn(try->pages[0]), PAGE_SIZE,
				       vma->vm_page_prot);
	case DMK_TRY_INSERT_PAGE:
		return vm_insert_page(vma, vma->vm_start, try->pages[0]);
	case DMK_TRY_INSERT_PAGES:
		return insert_pages(vma, try);
	case DMK_TRY_FAULT:
		return wait_for_fault(vma, request);
	case DMK_TRY_DMA_ATTRS:
		return dma_mmap_attrs(try->dev, vma, request->object, try->dma,
				      PAGE_SIZE, 0);
	case DMK_TRY_DMA_PAGES:
		return dma_mmap_pages(try->dev, vma, PAGE_SIZE,
				      request->object);
	case DMK_TRY_DMA_NONCONTIGUOUS:
		return dma_mmap_noncontiguous(try->dev, vma, PAGE_SIZE,
					      request->object);
	default:
		return -EINVAL;
	}
}

static const struct file_operations file_ops = {
	.owner = THIS_MODULE,
	.mmap = on_mmap,
};

static const char *const heard_by[DMK_TRY_MMAPS][5] = {
	[DMK_TRY_REMAP] = {"remap_pfn_range", "remap_pfn_range_internal",
			   "unmap_page_range"},
	[DMK_TRY_INSERT_PAGE] = {"vm_insert_page", "unmap_page_range"},
	[DMK_TRY_INSERT_PAGES] = {"vm_insert_pages", "unmap_page_range"},
	[DMK_TRY_FAULT] = {"vmf_insert_pfn_prot", "insert_pfn",
			   "unmap_page_range"},
	[DMK_TRY_DMA_ATTRS] = {"dma_mmap_attrs"},
	[DMK_TRY_DMA_PAGES] = {"dma_mmap_pages"},
	[DMK_TRY_DMA_NONCONTIGUOUS] = {"dma_mmap_noncontiguous"},
};

/* Maps, touches, unmaps. False: it could not be done. */
static bool map_once(struct file *file, enum dmk_try_mmap how)
{
	unsigned long va = vm_mmap(file, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
				   MAP_SHARED, 0);
	bool ok = true;
	char byte;

	if (IS_ERR_VALUE(va))
		return false;
	if (how == DMK_TRY_FAULT)
		ok = !get_user(byte, (char __user *)va);
	vm_munmap(va, PAGE_SIZE);
	return ok;
}

struct closing {
	struct work_struct work;
	struct file *file;
};

static void close_file(struct work_struct *work)
{
	__fput_sync(container_of(work, struct closing, work)->file);
}

/*
 * The file goes at once, not when the task returns to user space: the module
 * may be gone by then. A thread of the kernel's may do so, a task may not.
 */
static void close_now(struct file *file)
{
	struct closing closing = {.file = file};

	INIT_WORK_ONSTACK(&closing.work, close_file);
	schedule_work(&closing.work);
	flush_work(&closing.work);
	destroy_work_on_stack(&closing.work);
}

void dmk_try_mmap(struct dmk_try *try, enum dmk_try_mmap how, void *object)
{
	struct request request = {try, how, object};
	struct file *file;

	if (!current->mm)
		return;
	file = anon_inode_getfile("[dmalias-selftest]", &file_ops, &request,
				  O_RDWR);
	if (IS_ERR(file))
		return;
	dmk_selftest_before();
	if (map_once(file, how))
		dmk_selftest_after(heard_by[how], ARRAY_SIZE(heard_by[how]));
	close_now(file);
}

void dmk_selftest_user(struct dmk_try *try)
{
	dmk_try_mmap(try, DMK_TRY_REMAP, NULL);
	dmk_try_mmap(try, DMK_TRY_INSERT_PAGE, NULL);
	dmk_try_mmap(try, DMK_TRY_INSERT_PAGES, NULL);
	dmk_try_mmap(try, DMK_TRY_FAULT, NULL);
}
