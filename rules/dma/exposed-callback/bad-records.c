// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices that write next to function pointers. */
#include <linux/dma-mapping.h>
#include <linux/timer.h>
#include <linux/usb.h>
#include <linux/workqueue.h>

/* in the record itself */
struct request {
	void (*done)(struct request *req);
	u8 status[16];
};

int request_map(struct device *dev, struct request *req, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, req->status, 16, DMA_FROM_DEVICE); /* expect: dma/exposed-callback 'status' of 'struct request', which holds function pointer 'done' */
	return dma_mapping_error(dev, *addr);
}

/* in a record within the record */
struct engine {
	struct delayed_work work;
	struct {
		u32 head;
		u8 ring[256];
	} rx;
};

int engine_map(struct device *dev, struct engine *e, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, &e->rx.ring, 256, DMA_BIDIRECTIONAL); /* expect: dma/exposed-callback function pointer 'work.work.func' */
	return dma_mapping_error(dev, *addr);
}

/* all of it */
struct command {
	u32 word[8];
	struct timer_list timeout;
};

int command_map(struct device *dev, struct command *cmd, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, cmd, sizeof(*cmd), DMA_BIDIRECTIONAL); /* expect: dma/exposed-callback all of 'struct command', which holds function pointer 'timeout.function' */
	return dma_mapping_error(dev, *addr);
}

/* a table of functions */
struct port_ops {
	int (*open)(void *port);
	void (*close)(void *port);
};

struct port {
	const struct port_ops *ops;
	u8 reply[8];
};

int port_open(struct port *port)
{
	return port->ops->open(port);
}

int port_ask(struct usb_device *udev, struct port *port)
{
	return usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN, 0, 0, port->reply, 8, 100); /* expect: dma/exposed-callback function pointer 'ops' */
}

/* behind an element of an array */
struct slot {
	struct work_struct work;
	u8 data[32];
};

struct slots {
	struct slot slot[4];
};

int slots_map(struct device *dev, struct slots *s, int i, dma_addr_t *addr)
{
	*addr = dma_map_single(dev, s->slot[i].data, 32, DMA_FROM_DEVICE); /* expect: dma/exposed-callback 'data' of 'struct slot', which holds function pointer 'work.func' */
	return dma_mapping_error(dev, *addr);
}
