// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* "Not cached" was meant, Device is what comes. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

struct capture {
	void *buf;
	struct page **pages;
	unsigned int n;
	void *map;
};

struct gem_object;
struct page **drm_gem_get_pages(struct gem_object *obj);

int capture_alloc(struct capture *c)
{
	c->buf = kmalloc(4 * PAGE_SIZE, GFP_KERNEL);
	c->pages = kcalloc(c->n, sizeof(*c->pages), GFP_KERNEL);
	if (!c->buf || !c->pages)
		return -ENOMEM;
	for (unsigned int i = 0; i < c->n; i++)
		c->pages[i] = alloc_page(GFP_KERNEL);
	return 0;
}

int capture_map(struct capture *c, const void *head, size_t len)
{
	c->map = vmap(c->pages, c->n, VM_MAP, pgprot_noncached(PAGE_KERNEL)); /* expect: attr/wrong-type 'vmap' gives pages of the page allocator the Device type: accesses */
	if (!c->map)
		return -ENOMEM;
	memcpy(c->map, head, len);
	return 0;
}

int capture_mmap(struct capture *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(c->buf) >> PAGE_SHIFT, 4 * PAGE_SIZE, vma->vm_page_prot); /* expect: attr/wrong-type 'remap_pfn_range' gives memory of kmalloc the Device type in user space */
}

int capture_mmap_pages(struct capture *c, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_device(vma->vm_page_prot);
	return vm_map_pages(vma, c->pages, c->n); /* expect: attr/wrong-type 'vm_map_pages' */
}

/* a buffer object that user space asked to be uncached; the core of graphics
 * installs the handlers */
struct object {
	struct page **pages;
	bool uncached;
};

int object_get(struct object *o, struct gem_object *gem)
{
	o->pages = drm_gem_get_pages(gem);
	return 0;
}

static vm_fault_t object_fault(struct vm_fault *vmf)
{
	struct object *o = vmf->vma->vm_private_data;
	struct page *page = o->pages[vmf->pgoff];

	return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(page)); /* expect: attr/wrong-type 'vmf_insert_pfn' gives pages of a file in memory the Device type in user space */
}

const struct vm_operations_struct object_vm_ops = {
	.fault = object_fault,
};

int object_mmap(struct object *o, struct vm_area_struct *vma)
{
	if (o->uncached)
		vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	else
		vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return 0;
}
