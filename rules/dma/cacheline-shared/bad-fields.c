// SPDX-License-Identifier: GPL-2.0-or-later
/* Buffers that a device writes, beside fields that the CPU writes. */
#include <linux/dma-mapping.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/spi/spi.h>

struct pad {
	struct usb_device *udev;
	unsigned int in_pipe;
	spinlock_t lock;
	int events;
	u8 report[8];
	u8 led;
};

int pad_setup(struct pad *pad)
{
	pad->in_pipe = usb_rcvbulkpipe(pad->udev, 1);
	return 0;
}

int pad_read(struct pad *pad)
{
	return usb_control_msg(pad->udev, usb_rcvctrlpipe(pad->udev, 0), 1, USB_DIR_IN, 0, 0, pad->report, 8, 100); /* expect: dma/cacheline-shared 'report' of 'struct pad' */
}

void pad_event(struct pad *pad)
{
	spin_lock(&pad->lock);
	pad->events++;
	spin_unlock(&pad->lock);
}

/* the pipe is in a field; the buffer comes by a local pointer */
struct stick {
	struct usb_device *udev;
	unsigned int in_pipe;
	u8 head[4];
	u8 tail[60];
	int state;
};

void stick_start(struct stick *s)
{
	s->in_pipe = usb_rcvbulkpipe(s->udev, 1);
	s->state = 1;
}

int stick_read(struct stick *s)
{
	u8 *to = s->tail + 4;
	int got;

	return usb_bulk_msg(s->udev, s->in_pipe, to, 56, &got, 100); /* expect: dma/cacheline-shared 'tail' of 'struct stick' */
}

/* a streaming mapping, in a record within the record */
struct engine {
	struct device *dev;
	struct {
		u32 producer;
		u32 status[4];
	} ring;
	dma_addr_t status_dma;
};

int engine_map(struct engine *e)
{
	e->status_dma = dma_map_single(e->dev, e->ring.status, 16, DMA_FROM_DEVICE); /* expect: dma/cacheline-shared 'status' */
	return dma_mapping_error(e->dev, e->status_dma);
}

void engine_kick(struct engine *e)
{
	e->ring.producer++;
}

/* aligned at its start, but not at its end */
struct sensor {
	struct spi_device *spi;
	u8 rx[6] ____cacheline_aligned;
	u16 last;
};

int sensor_read(struct sensor *s)
{
	int ret = spi_read(s->spi, s->rx, 6); /* expect: dma/cacheline-shared shares a cache line with 'last' */

	s->last = s->rx[0];
	return ret;
}

/* the list of transfers gets it */
struct adc {
	struct spi_device *spi;
	u8 *cmd;
	int value;
	u8 rx[4];
};

int adc_read(struct adc *adc)
{
	struct spi_transfer t = {
		.rx_buf = adc->rx, /* expect: dma/cacheline-shared 'rx' of 'struct adc' */
		.len = 4,
	};
	int ret = spi_write(adc->spi, adc->cmd, 1);

	if (!ret)
		ret = spi_sync_transfer(adc->spi, &t, 1);
	adc->value = adc->rx[0];
	return ret;
}

/* a copy into the neighbour */
struct cam {
	struct usb_device *udev;
	u8 reply[8];
	char name[8];
};

int cam_ask(struct cam *c, const char *name)
{
	memcpy(c->name, name, 8);
	return usb_control_msg(c->udev, usb_rcvctrlpipe(c->udev, 0), 1, USB_DIR_IN, 0, 0, c->reply, 8, 100); /* miss: dma/cacheline-shared memcpy to the neighbour */
}

/* the memory behind a request of another part of the kernel */
struct request;

void *request_context(struct request *req);

struct digest {
	u64 len;
	u8 state[32];
	dma_addr_t dma;
};

int digest_send(struct device *dev, struct request *req)
{
	struct digest *d = request_context(req);

	d->dma = dma_map_single(dev, d->state, 32, DMA_FROM_DEVICE); /* expect: dma/cacheline-shared 'state' of 'struct digest', which shares a cache line with 'len' */
	return dma_mapping_error(dev, d->dma) ? -ENOMEM : 0;
}

void digest_add(struct request *req, u64 len)
{
	struct digest *d = request_context(req);

	d->len += len;
}

void digest_done(struct device *dev, struct request *req)
{
	struct digest *d = request_context(req);

	dma_unmap_single(dev, d->dma, 32, DMA_FROM_DEVICE);
}
