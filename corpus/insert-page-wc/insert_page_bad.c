// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages of RAM inserted write-combining, while the linear map is cached. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define BUFFER_ORDER 0
#define BUFFER_SIZE (PAGE_SIZE << BUFFER_ORDER)

struct insert_page {
	struct miscdevice misc;
	unsigned long addr;
};

static int insert_page_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct insert_page *priv =
		container_of(file->private_data, struct insert_page, misc);
	unsigned long addr, offset = 0;
	int ret;

	if (vma->vm_pgoff || vma->vm_end - vma->vm_start > BUFFER_SIZE)
		return -EINVAL;
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		/* expect-next: attr/ram-alias-user 'vm_insert_page' */
		ret = vm_insert_page(
			vma, addr, virt_to_page((void *)(priv->addr + offset)));
		if (ret)
			return ret;
		offset += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations insert_page_fops = {
	.owner = THIS_MODULE,
	.mmap = insert_page_mmap,
};

static void insert_page_deregister(void *misc)
{
	misc_deregister(misc);
}

static int insert_page_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct insert_page *priv;
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
	priv->misc.fops = &insert_page_fops;
	ret = misc_register(&priv->misc);
	if (ret)
		return ret;
	return devm_add_action_or_reset(dev, insert_page_deregister,
					&priv->misc);
}

static struct platform_driver insert_page_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *insert_page_pdev;

static int __init insert_page_init(void)
{
	insert_page_pdev = platform_create_bundle(
		&insert_page_driver, insert_page_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(insert_page_pdev);
}
module_init(insert_page_init);

static void __exit insert_page_exit(void)
{
	platform_device_unregister(insert_page_pdev);
	platform_driver_unregister(&insert_page_driver);
}
module_exit(insert_page_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("inserts RAM into user space");
