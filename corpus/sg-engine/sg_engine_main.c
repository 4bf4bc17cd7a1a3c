// SPDX-License-Identifier: GPL-2.0-or-later
/* The device and its file: reads and writes become scatterlists of pages. */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "sg_engine.h"

struct sg_engine_buffer {
	struct scatterlist sg[SG_ENGINE_SEGMENTS];
	struct page *pages[SG_ENGINE_SEGMENTS];
	int n;
	struct completion done;
};

static void sg_engine_buffer_free(struct sg_engine_buffer *buffer)
{
	while (buffer->n)
		__free_page(buffer->pages[--buffer->n]);
	kfree(buffer);
}

static struct sg_engine_buffer *sg_engine_buffer_alloc(size_t len)
{
	int n = DIV_ROUND_UP(len, PAGE_SIZE);
	struct sg_engine_buffer *buffer;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;
	init_completion(&buffer->done);
	sg_init_table(buffer->sg, n);
	while (buffer->n < n) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page) {
			sg_engine_buffer_free(buffer);
			return NULL;
		}
		sg_set_page(&buffer->sg[buffer->n], page, PAGE_SIZE, 0);
		buffer->pages[buffer->n++] = page;
	}
	return buffer;
}

static void sg_engine_buffer_done(struct sg_engine_request *rq)
{
	struct sg_engine_buffer *buffer = rq->context;

	complete(&buffer->done);
}

static int sg_engine_transfer(struct sg_engine *e,
			      struct sg_engine_buffer *buffer,
			      enum dma_data_direction dir)
{
	struct sg_engine_request rq = {
		.sg = buffer->sg,
		.nents = buffer->n,
		.dir = dir,
		.done = sg_engine_buffer_done,
		.context = buffer,
	};
	int ret = sg_engine_submit(e, &rq);

	if (ret)
		return ret;
	wait_for_completion(&buffer->done);
	return rq.result;
}

static int sg_engine_copy_in(struct sg_engine_buffer *buffer,
			     const char __user *from, size_t len)
{
	for (int i = 0; len; i++) {
		size_t n = len < PAGE_SIZE ? len : PAGE_SIZE;

		if (copy_from_user(page_address(buffer->pages[i]), from, n))
			return -EFAULT;
		from += n;
		len -= n;
	}
	return 0;
}

static int sg_engine_copy_out(struct sg_engine_buffer *buffer, char __user *to,
			      size_t len)
{
	for (int i = 0; len; i++) {
		size_t n = len < PAGE_SIZE ? len : PAGE_SIZE;

		if (copy_to_user(to, page_address(buffer->pages[i]), n))
			return -EFAULT;
		to += n;
		len -= n;
	}
	return 0;
}

static ssize_t sg_engine_write(struct file *file, const char __user *from,
			       size_t len, loff_t *pos)
{
	struct sg_engine *e =
		container_of(file->private_data, struct sg_engine, misc);
	struct sg_engine_buffer *buffer;
	int ret;

	if (!len || len > SG_ENGINE_MAX_BYTES)
		return -EINVAL;
	buffer = sg_engine_buffer_alloc(len);
	if (!buffer)
		return -ENOMEM;
	ret = sg_engine_copy_in(buffer, from, len);
	if (!ret)
		ret = sg_engine_transfer(e, buffer, DMA_TO_DEVICE);
	sg_engine_buffer_free(buffer);
	return ret ? ret : len;
}

static ssize_t sg_engine_read(struct file *file, char __user *to, size_t len,
			      loff_t *pos)
{
	struct sg_engine *e =
		container_of(file->private_data, struct sg_engine, misc);
	struct sg_engine_buffer *buffer;
	int ret;

	if (!len || len > SG_ENGINE_MAX_BYTES)
		return -EINVAL;
	buffer = sg_engine_buffer_alloc(len);
	if (!buffer)
		return -ENOMEM;
	ret = sg_engine_transfer(e, buffer, DMA_FROM_DEVICE);
	if (!ret)
		ret = sg_engine_copy_out(buffer, to, len);
	sg_engine_buffer_free(buffer);
	return ret ? ret : len;
}

static const struct file_operations sg_engine_fops = {
	.owner = THIS_MODULE,
	.read = sg_engine_read,
	.write = sg_engine_write,
};

static int sg_engine_start(struct sg_engine *e, struct pci_dev *pdev)
{
	int ret = request_irq(pdev->irq, sg_engine_irq, IRQF_SHARED,
			      "sg_engine", e);

	if (ret)
		return ret;
	writel(lower_32_bits(e->segments_dma), e->regs + SG_ENGINE_BASE);
	e->misc.minor = MISC_DYNAMIC_MINOR;
	e->misc.name = "sg_engine";
	e->misc.fops = &sg_engine_fops;
	ret = misc_register(&e->misc);
	if (ret)
		free_irq(pdev->irq, e);
	return ret;
}

static int sg_engine_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sg_engine *e;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;
	ret = pcim_iomap_regions(pdev, 1, "sg_engine");
	if (ret)
		return ret;
	pci_set_master(pdev);

	e = devm_kzalloc(&pdev->dev, sizeof(*e), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	e->dev = &pdev->dev;
	e->regs = pcim_iomap_table(pdev)[0];
	spin_lock_init(&e->lock);
	pci_set_drvdata(pdev, e);
	e->segments = dma_alloc_coherent(
		e->dev, SG_ENGINE_SEGMENTS * sizeof(*e->segments),
		&e->segments_dma, GFP_KERNEL);
	if (!e->segments)
		return -ENOMEM;
	ret = sg_engine_start(e, pdev);
	if (ret)
		dma_free_coherent(e->dev,
				  SG_ENGINE_SEGMENTS * sizeof(*e->segments),
				  e->segments, e->segments_dma);
	return ret;
}

static void sg_engine_remove(struct pci_dev *pdev)
{
	struct sg_engine *e = pci_get_drvdata(pdev);

	misc_deregister(&e->misc);
	free_irq(pdev->irq, e);
	dma_free_coherent(e->dev, SG_ENGINE_SEGMENTS * sizeof(*e->segments),
			  e->segments, e->segments_dma);
}

static const struct pci_device_id sg_engine_ids[] = {
	{PCI_DEVICE(0x1af4, 0xf003)},
	{}};
MODULE_DEVICE_TABLE(pci, sg_engine_ids);

static struct pci_driver sg_engine_driver = {
	.name = "sg_engine",
	.id_table = sg_engine_ids,
	.probe = sg_engine_probe,
	.remove = sg_engine_remove,
};
module_pci_driver(sg_engine_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("engine that reads and writes scatterlists");
