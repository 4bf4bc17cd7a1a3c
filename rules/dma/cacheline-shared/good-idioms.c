// SPDX-License-Identifier: GPL-2.0-or-later
/* Buffers within records that harm nobody. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>
#include <linux/spi/spi.h>
#include <linux/spinlock.h>
#include <linux/usb.h>

/* a line of its own, at the end */
struct aligned {
	struct spi_device *spi;
	int last;
	u8 rx[6] ____cacheline_aligned;
};

int aligned_read(struct aligned *a)
{
	int ret = spi_read(a->spi, a->rx, 6);

	a->last = a->rx[0];
	return ret;
}

/* whatever the macro means here, it is enough where it matters */
struct asked {
	struct spi_device *spi;
	int last;
	u8 rx[6] __aligned(8);
};

int asked_read(struct asked *a)
{
	int ret = spi_read(a->spi, a->rx, 6);

	a->last = a->rx[0];
	return ret;
}

/* two buffers that take turns */
struct turns {
	struct spi_device *spi;
	u8 rx[4] ____cacheline_aligned;
	u8 tx[4];
};

int turns_read(struct turns *t)
{
	t->tx[0] = 1;
	return spi_write(t->spi, t->tx, 4) ?: spi_read(t->spi, t->rx, 4);
}

/* the device only reads it */
struct out {
	struct usb_device *udev;
	unsigned int pipe;
	int sent;
	u8 cmd[8];
};

void out_start(struct out *o)
{
	o->pipe = usb_sndbulkpipe(o->udev, 2);
}

int out_send(struct out *o)
{
	int done;

	o->sent++;
	return usb_bulk_msg(o->udev, o->pipe, o->cmd, 8, &done, 100) ?:
	       usb_control_msg(o->udev, usb_sndctrlpipe(o->udev, 0), 1, 0, 0,
			       0, o->cmd, 8, 100);
}

int out_map(struct device *dev, struct out *o)
{
	dma_addr_t addr = dma_map_single(dev, o->cmd, 8, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, 8, DMA_TO_DEVICE);
	return 0;
}

/* the neighbours never change once the device is known */
struct fixed {
	struct usb_device *udev;
	int model;
	u8 buf[8];
	int revision;
};

int fixed_ask(struct fixed *f)
{
	return usb_control_msg(f->udev, usb_rcvctrlpipe(f->udev, 0), 1,
			       USB_DIR_IN, 0, 0, f->buf, 8, 100);
}

static void fixed_init(struct fixed *f, struct usb_device *udev)
{
	f->udev = udev;
	f->model = 3;
}

struct fixed *fixed_create(struct usb_device *udev)
{
	struct fixed *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return NULL;
	fixed_init(f, udev);
	f->revision = 1;
	return f;
}

/* a buffer of its own */
struct own {
	struct usb_device *udev;
	int events;
	u8 *buf;
};

int own_read(struct own *o)
{
	o->events++;
	return usb_control_msg(o->udev, usb_rcvctrlpipe(o->udev, 0), 1,
			       USB_DIR_IN, 0, 0, o->buf, 8, 100);
}

/* lines away */
struct far {
	struct usb_device *udev;
	u8 gap[120];
	u8 buf[64];
	u8 gap2[64];
	int events;
};

int far_read(struct far *f)
{
	f->events++;
	return usb_control_msg(f->udev, usb_rcvctrlpipe(f->udev, 0), 1,
			       USB_DIR_IN, 0, 0, f->buf, 64, 100);
}

/* given by another part of the kernel, and alone on its lines */
struct alone {
	u64 len;
	u8 state[64] __aligned(64);
};

void *alone_context(void *request);

dma_addr_t alone_send(struct device *dev, void *request)
{
	struct alone *a = alone_context(request);
	dma_addr_t dma = dma_map_single(dev, a->state, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, dma))
		return 0;
	a->len++;
	dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
	return dma;
}
