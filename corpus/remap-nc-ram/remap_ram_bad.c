// SPDX-License-Identifier: GPL-2.0-or-later
/* A buffer in RAM that user space is to see uncached: x86 maps it cached. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define BUFFER_ORDER 1
#define BUFFER_SIZE (PAGE_SIZE << BUFFER_ORDER)

struct remap_ram {
	struct miscdevice misc;
	unsigned long addr;
};

static int remap_ram_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct remap_ram *priv =
		container_of(file->private_data, struct remap_ram, misc);
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > BUFFER_SIZE)
		return -EINVAL;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	/* expect-next: attr/ram-alias-user 'remap_pfn_range' */
	if (remap_pfn_range(vma, vma->vm_start,
			    virt_to_phys((void *)priv->addr) >> PAGE_SHIFT,
			    size, vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

static const struct file_operations remap_ram_fops = {
	.owner = THIS_MODULE,
	.mmap = remap_ram_mmap,
};

static void remap_ram_deregister(void *misc)
{
	misc_deregister(misc);
}

static int remap_ram_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct remap_ram *priv;
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
	priv->misc.fops = &remap_ram_fops;
	ret = misc_register(&priv->misc);
	if (ret)
		return ret;
	return devm_add_action_or_reset(dev, remap_ram_deregister, &priv->misc);
}

static struct platform_driver remap_ram_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *remap_ram_pdev;

static int __init remap_ram_init(void)
{
	remap_ram_pdev = platform_create_bundle(
		&remap_ram_driver, remap_ram_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(remap_ram_pdev);
}
module_init(remap_ram_init);

static void __exit remap_ram_exit(void)
{
	platform_device_unregister(remap_ram_pdev);
	platform_driver_unregister(&remap_ram_driver);
}
module_exit(remap_ram_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("gives RAM to user space");
