/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SG_ENGINE_H
#define SG_ENGINE_H

#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/miscdevice.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define SG_ENGINE_SEGMENTS 32
#define SG_ENGINE_MAX_BYTES (SG_ENGINE_SEGMENTS * PAGE_SIZE)

/* registers */
#define SG_ENGINE_BASE 0x00
#define SG_ENGINE_START 0x04
#define SG_ENGINE_STATUS 0x08

/* start: number of segments; in it the way of the data */
#define SG_ENGINE_WRITE 0x80000000u
/* status: done, and that it went wrong */
#define SG_ENGINE_DONE 0x1u
#define SG_ENGINE_ERROR 0x2u

struct sg_engine_segment {
	__le64 addr;
	__le32 len;
	__le32 reserved;
};

struct sg_engine_request {
	struct scatterlist *sg;
	int nents;
	enum dma_data_direction dir;
	int mapped; /* segments for the device */
	int result;
	void (*done)(struct sg_engine_request *rq);
	void *context;
};

struct sg_engine {
	struct device *dev;
	void __iomem *regs;
	struct miscdevice misc;
	struct sg_engine_segment *segments;
	dma_addr_t segments_dma;
	spinlock_t lock;
	struct sg_engine_request *running;
};

int sg_engine_submit(struct sg_engine *e, struct sg_engine_request *rq);
irqreturn_t sg_engine_irq(int irq, void *data);

#endif
