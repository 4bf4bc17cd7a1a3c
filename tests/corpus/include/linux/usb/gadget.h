/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_USB_GADGET_H
#define CORPUS_USB_GADGET_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/types.h>

struct usb_gadget {
	struct device dev;
};

struct usb_request {
	void *buf;
	unsigned int length;
	dma_addr_t dma;
};

int usb_gadget_map_request(struct usb_gadget *gadget, struct usb_request *req,
			   int is_in);
void usb_gadget_unmap_request(struct usb_gadget *gadget,
			      struct usb_request *req, int is_in);

#endif
