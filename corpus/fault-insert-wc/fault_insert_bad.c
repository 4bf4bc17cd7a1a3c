// SPDX-License-Identifier: GPL-2.0-or-later
/* A fault handler that inserts cached RAM write-combining. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/version.h>

#define BUFFER_ORDER 1
#define BUFFER_SIZE (PAGE_SIZE << BUFFER_ORDER)

struct fault_insert {
	struct miscdevice misc;
	unsigned long addr;
};

/* the first touch brings in the whole buffer */
static vm_fault_t fault_insert_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct fault_insert *priv = vma->vm_private_data;
	unsigned long pfn = virt_to_phys((void *)priv->addr) >> PAGE_SHIFT;
	unsigned long addr = vma->vm_start;
	vm_fault_t ret = VM_FAULT_NOPAGE;

	for (; addr < vma->vm_end && ret == VM_FAULT_NOPAGE; addr += PAGE_SIZE)
		/* expect-next: attr/ram-alias-user 'vmf_insert_pfn_prot' */
		ret = vmf_insert_pfn_prot(
			vma, addr, pfn++,
			pgprot_writecombine(vma->vm_page_prot));
	return ret;
}

static const struct vm_operations_struct fault_insert_vm_ops = {
	.fault = fault_insert_fault,
};

static int fault_insert_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff || vma->vm_end - vma->vm_start > BUFFER_SIZE)
		return -EINVAL;
	/* Linux 6.3 made the flags read-only */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
#else
	vma->vm_flags |= VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP;
#endif
	vma->vm_private_data =
		container_of(file->private_data, struct fault_insert, misc);
	vma->vm_ops = &fault_insert_vm_ops;
	return 0;
}

static const struct file_operations fault_insert_fops = {
	.owner = THIS_MODULE,
	.mmap = fault_insert_mmap,
};

static void fault_insert_deregister(void *misc)
{
	misc_deregister(misc);
}

static int fault_insert_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct fault_insert *priv;
	int ret;

	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	priv->addr =
		devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, BUFFER_ORDER);
	if (!priv->addr)
		return -ENOMEM;
	priv->misc.minor = MISC_DYNAMIC_MINOR;
	priv->misc.name = KBUILD_MODNAME;
	priv->misc.fops = &fault_insert_fops;
	ret = misc_register(&priv->misc);
	if (ret)
		return ret;
	return devm_add_action_or_reset(dev, fault_insert_deregister,
					&priv->misc);
}

static struct platform_driver fault_insert_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *fault_insert_pdev;

static int __init fault_insert_init(void)
{
	fault_insert_pdev = platform_create_bundle(
		&fault_insert_driver, fault_insert_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(fault_insert_pdev);
}
module_init(fault_insert_init);

static void __exit fault_insert_exit(void)
{
	platform_device_unregister(fault_insert_pdev);
	platform_driver_unregister(&fault_insert_driver);
}
module_exit(fault_insert_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("inserts RAM into user space on a fault");
