// SPDX-License-Identifier: GPL-2.0-or-later
/* One job: from its memory to the device, and back. */
#include <linux/io.h>
#include <linux/slab.h>

#include "pool_queue.h"

struct pool_queue_job *pool_queue_job_alloc(struct pool_queue *pq, size_t len)
{
	struct pool_queue_job *job;

	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return NULL;
	init_completion(&job->done);
	job->len = len;
	job->data = kmalloc(len, GFP_KERNEL);
	if (!job->data)
		goto err_job;
	job->digest = kzalloc(POOL_QUEUE_DIGEST, GFP_KERNEL);
	if (!job->digest)
		goto err_data;
	job->desc = dma_pool_zalloc(pq->pool, GFP_KERNEL, &job->desc_dma);
	if (!job->desc)
		goto err_digest;
	return job;

err_digest:
	kfree(job->digest);
err_data:
	kfree(job->data);
err_job:
	kfree(job);
	return NULL;
}

void pool_queue_job_free(struct pool_queue *pq, struct pool_queue_job *job)
{
	dma_pool_free(pq->pool, job->desc, job->desc_dma);
	kfree(job->digest);
	kfree(job->data);
	kfree(job);
}

static int pool_queue_job_post(struct pool_queue *pq,
			       struct pool_queue_job *job)
{
	unsigned long flags;

	job->desc->data = cpu_to_le32(job->data_dma);
	job->desc->len = cpu_to_le32(job->len);
	job->desc->digest = cpu_to_le32(job->digest_dma);
	job->desc->error = 0;

	spin_lock_irqsave(&pq->lock, flags);
	if (pq->n_running == POOL_QUEUE_SLOTS) {
		spin_unlock_irqrestore(&pq->lock, flags);
		return -EBUSY;
	}
	pq->n_running++;
	list_add_tail(&job->list, &pq->running);
	pq->ring[pq->head] = cpu_to_le32(job->desc_dma);
	pq->head = (pq->head + 1) % POOL_QUEUE_SLOTS;
	dma_wmb();
	writel(pq->head, pq->regs + POOL_QUEUE_HEAD);
	spin_unlock_irqrestore(&pq->lock, flags);
	return 0;
}

/* Hand the job to the device, which gives it back by an interrupt. */
int pool_queue_job_start(struct pool_queue *pq, struct pool_queue_job *job)
{
	int ret;

	job->data_dma =
		dma_map_single(pq->dev, job->data, job->len, DMA_TO_DEVICE);
	if (dma_mapping_error(pq->dev, job->data_dma))
		return -ENOMEM;
	job->digest_dma = dma_map_single(pq->dev, job->digest,
					 POOL_QUEUE_DIGEST, DMA_FROM_DEVICE);
	if (dma_mapping_error(pq->dev, job->digest_dma)) {
		ret = -ENOMEM;
		goto err_data;
	}
	ret = pool_queue_job_post(pq, job);
	if (ret)
		goto err_digest;
	return 0;

err_digest:
	dma_unmap_single(pq->dev, job->digest_dma, POOL_QUEUE_DIGEST,
			 DMA_FROM_DEVICE);
err_data:
	dma_unmap_single(pq->dev, job->data_dma, job->len, DMA_TO_DEVICE);
	return ret;
}

static void pool_queue_job_done(struct pool_queue *pq,
				struct pool_queue_job *job)
{
	dma_unmap_single(pq->dev, job->digest_dma, POOL_QUEUE_DIGEST,
			 DMA_FROM_DEVICE);
	dma_unmap_single(pq->dev, job->data_dma, job->len, DMA_TO_DEVICE);
	job->failed = job->desc->error;
	complete(&job->done);
}

/* In the interrupt handler: jobs end in the order that they were given. */
void pool_queue_jobs_done(struct pool_queue *pq)
{
	struct pool_queue_job *job;
	unsigned int n;

	spin_lock(&pq->lock);
	for (n = readl(pq->regs + POOL_QUEUE_TAIL); n; n--) {
		job = list_first_entry_or_null(&pq->running,
					       struct pool_queue_job, list);
		if (!job)
			break;
		list_del(&job->list);
		pq->n_running--;
		pool_queue_job_done(pq, job);
	}
	spin_unlock(&pq->lock);
}
