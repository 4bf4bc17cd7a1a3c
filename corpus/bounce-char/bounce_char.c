// SPDX-License-Identifier: GPL-2.0-or-later
/* Data go through one bounce buffer; the status area is for user space too. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define BOUNCE_SIZE 8192
#define BOUNCE_STATUS_SIZE PAGE_SIZE
#define BOUNCE_REPORT_SIZE 256

/* registers */
#define BOUNCE_ADDR 0x00
#define BOUNCE_LEN 0x04
#define BOUNCE_COMMAND 0x08
#define BOUNCE_IRQ 0x0c
#define BOUNCE_STATUS 0x10

enum bounce_command {
	BOUNCE_WRITE = 1,
	BOUNCE_READ,
	BOUNCE_REPORT,
};

struct bounce {
	struct device *dev;
	void __iomem *regs;
	int irq;
	struct miscdevice misc;
	struct mutex lock; /* one transfer at a time */
	struct completion done;
	void *buffer;
	dma_addr_t buffer_dma;
	void *status;
	dma_addr_t status_dma;
};

static irqreturn_t bounce_irq(int irq, void *data)
{
	struct bounce *b = data;

	if (!readl(b->regs + BOUNCE_IRQ))
		return IRQ_NONE;
	complete(&b->done);
	return IRQ_HANDLED;
}

static void bounce_transfer(struct bounce *b, dma_addr_t dma, size_t len,
			    enum bounce_command command)
{
	reinit_completion(&b->done);
	writel(lower_32_bits(dma), b->regs + BOUNCE_ADDR);
	writel(len, b->regs + BOUNCE_LEN);
	writel(command, b->regs + BOUNCE_COMMAND);
	wait_for_completion(&b->done);
}

static ssize_t bounce_write(struct file *file, const char __user *from,
			    size_t len, loff_t *pos)
{
	struct bounce *b =
		container_of(file->private_data, struct bounce, misc);
	ssize_t ret = len;

	if (len > BOUNCE_SIZE)
		return -EINVAL;
	mutex_lock(&b->lock);
	dma_sync_single_for_cpu(b->dev, b->buffer_dma, BOUNCE_SIZE,
				DMA_BIDIRECTIONAL);
	if (copy_from_user(b->buffer, from, len))
		ret = -EFAULT;
	dma_sync_single_for_device(b->dev, b->buffer_dma, BOUNCE_SIZE,
				   DMA_BIDIRECTIONAL);
	if (ret > 0)
		bounce_transfer(b, b->buffer_dma, len, BOUNCE_WRITE);
	mutex_unlock(&b->lock);
	return ret;
}

static ssize_t bounce_read(struct file *file, char __user *to, size_t len,
			   loff_t *pos)
{
	struct bounce *b =
		container_of(file->private_data, struct bounce, misc);
	ssize_t ret = len;

	if (len > BOUNCE_SIZE)
		return -EINVAL;
	mutex_lock(&b->lock);
	bounce_transfer(b, b->buffer_dma, len, BOUNCE_READ);
	dma_sync_single_for_cpu(b->dev, b->buffer_dma, BOUNCE_SIZE,
				DMA_BIDIRECTIONAL);
	if (copy_to_user(to, b->buffer, len))
		ret = -EFAULT;
	dma_sync_single_for_device(b->dev, b->buffer_dma, BOUNCE_SIZE,
				   DMA_BIDIRECTIONAL);
	mutex_unlock(&b->lock);
	return ret;
}

/* The first word of the device's report, through a buffer of its own. */
static long bounce_report(struct bounce *b)
{
	dma_addr_t dma;
	u32 *report;
	long ret;

	report = kmalloc(BOUNCE_REPORT_SIZE, GFP_KERNEL);
	if (!report)
		return -ENOMEM;
	dma = dma_map_single(b->dev, report, BOUNCE_REPORT_SIZE,
			     DMA_FROM_DEVICE);
	if (dma_mapping_error(b->dev, dma)) {
		kfree(report);
		return -ENOMEM;
	}
	bounce_transfer(b, dma, BOUNCE_REPORT_SIZE, BOUNCE_REPORT);
	dma_unmap_single(b->dev, dma, BOUNCE_REPORT_SIZE, DMA_FROM_DEVICE);
	ret = report[0] & 0xffff;
	kfree(report);
	return ret;
}

static long bounce_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct bounce *b =
		container_of(file->private_data, struct bounce, misc);
	long ret;

	if (cmd != BOUNCE_REPORT)
		return -ENOTTY;
	mutex_lock(&b->lock);
	ret = bounce_report(b);
	mutex_unlock(&b->lock);
	return ret;
}

static int bounce_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct bounce *b =
		container_of(file->private_data, struct bounce, misc);

	if (vma->vm_pgoff || vma->vm_end - vma->vm_start != BOUNCE_STATUS_SIZE)
		return -EINVAL;
	return dma_mmap_coherent(b->dev, vma, b->status, b->status_dma,
				 BOUNCE_STATUS_SIZE);
}

static const struct file_operations bounce_fops = {
	.owner = THIS_MODULE,
	.read = bounce_read,
	.write = bounce_write,
	.unlocked_ioctl = bounce_ioctl,
	.mmap = bounce_mmap,
};

static int bounce_alloc(struct bounce *b)
{
	b->status = dma_alloc_coherent(b->dev, BOUNCE_STATUS_SIZE,
				       &b->status_dma, GFP_KERNEL);
	if (!b->status)
		return -ENOMEM;
	b->buffer = kzalloc(BOUNCE_SIZE, GFP_KERNEL);
	if (!b->buffer)
		goto err_status;
	b->buffer_dma = dma_map_single(b->dev, b->buffer, BOUNCE_SIZE,
				       DMA_BIDIRECTIONAL);
	if (dma_mapping_error(b->dev, b->buffer_dma))
		goto err_buffer;
	return 0;

err_buffer:
	kfree(b->buffer);
err_status:
	dma_free_coherent(b->dev, BOUNCE_STATUS_SIZE, b->status, b->status_dma);
	return -ENOMEM;
}

static void bounce_free(struct bounce *b)
{
	dma_unmap_single(b->dev, b->buffer_dma, BOUNCE_SIZE, DMA_BIDIRECTIONAL);
	kfree(b->buffer);
	dma_free_coherent(b->dev, BOUNCE_STATUS_SIZE, b->status, b->status_dma);
}

static int bounce_start(struct bounce *b)
{
	int ret;

	writel(lower_32_bits(b->status_dma), b->regs + BOUNCE_STATUS);
	ret = request_irq(b->irq, bounce_irq, IRQF_SHARED, "bounce_char", b);
	if (ret)
		return ret;
	b->misc.minor = MISC_DYNAMIC_MINOR;
	b->misc.name = "bounce_char";
	b->misc.fops = &bounce_fops;
	ret = misc_register(&b->misc);
	if (ret)
		free_irq(b->irq, b);
	return ret;
}

static int bounce_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct bounce *b;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	ret = pcim_iomap_regions(pdev, 1, "bounce_char");
	if (ret)
		return ret;
	pci_set_master(pdev);

	b = devm_kzalloc(&pdev->dev, sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	b->dev = &pdev->dev;
	b->regs = pcim_iomap_table(pdev)[0];
	b->irq = pdev->irq;
	mutex_init(&b->lock);
	init_completion(&b->done);
	pci_set_drvdata(pdev, b);
	ret = bounce_alloc(b);
	if (ret)
		return ret;
	ret = bounce_start(b);
	if (ret)
		bounce_free(b);
	return ret;
}

static void bounce_remove(struct pci_dev *pdev)
{
	struct bounce *b = pci_get_drvdata(pdev);

	misc_deregister(&b->misc);
	free_irq(b->irq, b);
	bounce_free(b);
}

static const struct pci_device_id bounce_ids[] = {{PCI_DEVICE(0x1af4, 0xf005)},
						  {}};
MODULE_DEVICE_TABLE(pci, bounce_ids);

static struct pci_driver bounce_driver = {
	.name = "bounce_char",
	.id_table = bounce_ids,
	.probe = bounce_probe,
	.remove = bounce_remove,
};
module_pci_driver(bounce_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("character device with a bounce buffer");
