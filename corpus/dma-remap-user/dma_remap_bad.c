// SPDX-License-Identifier: GPL-2.0-or-later
/* Coherent DMA memory given to user space by its frame number. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/dma-mapping.h>

#define BUFFER_SIZE (2 * PAGE_SIZE)

struct dma_remap {
	struct miscdevice misc;
	struct device *dev;
	void *buffer;
	dma_addr_t dma;
};

static int dma_remap_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dma_remap *priv =
		container_of(file->private_data, struct dma_remap, misc);
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > BUFFER_SIZE)
		return -EINVAL;
	/* expect-next: attr/user-not-dma-mmap 'remap_pfn_range' */
	if (remap_pfn_range(vma, vma->vm_start,
			    virt_to_phys(priv->buffer) >> PAGE_SHIFT, size,
			    vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

static const struct file_operations dma_remap_fops = {
	.owner = THIS_MODULE,
	.mmap = dma_remap_mmap,
};

static void dma_remap_deregister(void *misc)
{
	misc_deregister(misc);
}

static int dma_remap_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct dma_remap *priv;
	int ret;

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	priv->dev = dev;
	priv->buffer =
		dmam_alloc_coherent(dev, BUFFER_SIZE, &priv->dma, GFP_KERNEL);
	if (!priv->buffer)
		return -ENOMEM;
	priv->misc.minor = MISC_DYNAMIC_MINOR;
	priv->misc.name = KBUILD_MODNAME;
	priv->misc.fops = &dma_remap_fops;
	ret = misc_register(&priv->misc);
	if (ret)
		return ret;
	return devm_add_action_or_reset(dev, dma_remap_deregister, &priv->misc);
}

static struct platform_driver dma_remap_driver = {
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *dma_remap_pdev;

static int __init dma_remap_init(void)
{
	dma_remap_pdev = platform_create_bundle(
		&dma_remap_driver, dma_remap_probe, NULL, 0, NULL, 0);
	return PTR_ERR_OR_ZERO(dma_remap_pdev);
}
module_init(dma_remap_init);

static void __exit dma_remap_exit(void)
{
	platform_device_unregister(dma_remap_pdev);
	platform_driver_unregister(&dma_remap_driver);
}
module_exit(dma_remap_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("gives coherent DMA memory to user space");
