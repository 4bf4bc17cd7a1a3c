/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POOL_QUEUE_H
#define POOL_QUEUE_H

#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define POOL_QUEUE_SLOTS 16
#define POOL_QUEUE_MAX_DATA 4096
#define POOL_QUEUE_DIGEST 32

/* registers */
#define POOL_QUEUE_BASE 0x00
#define POOL_QUEUE_HEAD 0x04
#define POOL_QUEUE_TAIL 0x08
#define POOL_QUEUE_IRQ 0x0c

struct pool_queue_desc {
	__le32 data;
	__le32 len;
	__le32 digest;
	__le32 error;
};

struct pool_queue_job {
	struct list_head list;
	struct completion done;
	struct pool_queue_desc *desc;
	dma_addr_t desc_dma;
	void *data;
	size_t len;
	dma_addr_t data_dma;
	u8 *digest;
	dma_addr_t digest_dma;
	bool failed;
};

struct pool_queue {
	struct device *dev;
	void __iomem *regs;
	struct miscdevice misc;
	struct dma_pool *pool;
	__le32 *ring; /* bus addresses of descriptors */
	dma_addr_t ring_dma;
	unsigned int head, n_running;
	spinlock_t lock;
	struct list_head running;
};

struct pool_queue_job *pool_queue_job_alloc(struct pool_queue *pq, size_t len);
void pool_queue_job_free(struct pool_queue *pq, struct pool_queue_job *job);
int pool_queue_job_start(struct pool_queue *pq, struct pool_queue_job *job);
void pool_queue_jobs_done(struct pool_queue *pq);

#endif
