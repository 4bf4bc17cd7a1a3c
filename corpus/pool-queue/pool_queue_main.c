// SPDX-License-Identifier: GPL-2.0-or-later
/* The device and its file: what is written to it comes back as a digest. */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "pool_queue.h"

static ssize_t pool_queue_write(struct file *file, const char __user *from,
				size_t len, loff_t *pos)
{
	struct pool_queue *pq =
		container_of(file->private_data, struct pool_queue, misc);
	struct pool_queue_job *job;
	ssize_t ret;

	if (!len || len > POOL_QUEUE_MAX_DATA)
		return -EINVAL;
	job = pool_queue_job_alloc(pq, len);
	if (!job)
		return -ENOMEM;
	ret = -EFAULT;
	if (copy_from_user(job->data, from, len))
		goto out;
	ret = pool_queue_job_start(pq, job);
	if (ret)
		goto out;
	wait_for_completion(&job->done);
	if (job->failed)
		ret = -EIO;
	else
		ret = job->digest[0];
out:
	pool_queue_job_free(pq, job);
	return ret;
}

static const struct file_operations pool_queue_fops = {
	.owner = THIS_MODULE,
	.write = pool_queue_write,
};

static irqreturn_t pool_queue_irq(int irq, void *data)
{
	struct pool_queue *pq = data;

	if (!readl(pq->regs + POOL_QUEUE_IRQ))
		return IRQ_NONE;
	pool_queue_jobs_done(pq);
	return IRQ_HANDLED;
}

static int pool_queue_alloc(struct pool_queue *pq)
{
	pq->pool = dma_pool_create("pool_queue", pq->dev,
				   sizeof(struct pool_queue_desc), 16, 0);
	if (!pq->pool)
		return -ENOMEM;
	pq->ring = dma_alloc_coherent(pq->dev,
				      POOL_QUEUE_SLOTS * sizeof(*pq->ring),
				      &pq->ring_dma, GFP_KERNEL);
	if (!pq->ring) {
		dma_pool_destroy(pq->pool);
		return -ENOMEM;
	}
	return 0;
}

static void pool_queue_free(struct pool_queue *pq)
{
	dma_free_coherent(pq->dev, POOL_QUEUE_SLOTS * sizeof(*pq->ring),
			  pq->ring, pq->ring_dma);
	dma_pool_destroy(pq->pool);
}

static int pool_queue_probe(struct pci_dev *pdev,
			    const struct pci_device_id *id)
{
	struct pool_queue *pq;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	ret = pcim_iomap_regions(pdev, 1, "pool_queue");
	if (ret)
		return ret;
	pci_set_master(pdev);

	pq = devm_kzalloc(&pdev->dev, sizeof(*pq), GFP_KERNEL);
	if (!pq)
		return -ENOMEM;
	pq->dev = &pdev->dev;
	pq->regs = pcim_iomap_table(pdev)[0];
	spin_lock_init(&pq->lock);
	INIT_LIST_HEAD(&pq->running);
	pci_set_drvdata(pdev, pq);

	ret = pool_queue_alloc(pq);
	if (ret)
		return ret;
	writel(lower_32_bits(pq->ring_dma), pq->regs + POOL_QUEUE_BASE);
	ret = request_irq(pdev->irq, pool_queue_irq, IRQF_SHARED, "pool_queue",
			  pq);
	if (ret)
		goto err_alloc;
	pq->misc.minor = MISC_DYNAMIC_MINOR;
	pq->misc.name = "pool_queue";
	pq->misc.fops = &pool_queue_fops;
	ret = misc_register(&pq->misc);
	if (ret)
		goto err_irq;
	return 0;

err_irq:
	free_irq(pdev->irq, pq);
err_alloc:
	pool_queue_free(pq);
	return ret;
}

static void pool_queue_remove(struct pci_dev *pdev)
{
	struct pool_queue *pq = pci_get_drvdata(pdev);

	misc_deregister(&pq->misc);
	free_irq(pdev->irq, pq);
	pool_queue_free(pq);
}

static const struct pci_device_id pool_queue_ids[] = {
	{PCI_DEVICE(0x1af4, 0xf002)},
	{}};
MODULE_DEVICE_TABLE(pci, pool_queue_ids);

static struct pci_driver pool_queue_driver = {
	.name = "pool_queue",
	.id_table = pool_queue_ids,
	.probe = pool_queue_probe,
	.remove = pool_queue_remove,
};
module_pci_driver(pool_queue_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hash engine with descriptors of a DMA pool");
