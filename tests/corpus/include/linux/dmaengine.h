/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_DMAENGINE_H
#define CORPUS_LINUX_DMAENGINE_H

#include <linux/device.h>
#include <linux/dma-mapping.h>

typedef s32 dma_cookie_t;
typedef void (*dma_async_tx_callback)(void *dma_async_param);

enum dma_transfer_direction {
	DMA_MEM_TO_MEM,
	DMA_MEM_TO_DEV,
	DMA_DEV_TO_MEM,
	DMA_DEV_TO_DEV,
};

enum dma_status { DMA_COMPLETE, DMA_IN_PROGRESS, DMA_PAUSED, DMA_ERROR };

#define DMA_PREP_INTERRUPT (1 << 0)
#define DMA_CTRL_ACK (1 << 1)

struct dma_device {
	struct device *dev;
};

struct dma_chan {
	struct dma_device *device;
	void *private;
};

struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	dma_async_tx_callback callback;
	void *callback_param;
};

struct dma_chan *dma_request_chan(struct device *dev, const char *name);
void dma_release_channel(struct dma_chan *chan);
struct dma_async_tx_descriptor *
dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len,
			    enum dma_transfer_direction dir,
			    unsigned long flags);
struct dma_async_tx_descriptor *
dmaengine_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl,
			unsigned int sg_len, enum dma_transfer_direction dir,
			unsigned long flags);
dma_cookie_t dmaengine_submit(struct dma_async_tx_descriptor *desc);
bool dma_submit_error(dma_cookie_t cookie);
void dma_async_issue_pending(struct dma_chan *chan);
int dmaengine_terminate_sync(struct dma_chan *chan);

#endif
