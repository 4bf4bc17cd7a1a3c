/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_USB_H
#define CORPUS_LINUX_USB_H

#include <linux/device.h>
#include <linux/kref.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/slab.h>

#define URB_NO_TRANSFER_DMA_MAP 0x0004
#define URB_FREE_BUFFER 0x0100
#define USB_DIR_OUT 0
#define USB_DIR_IN 0x80
#define USB_TYPE_VENDOR (0x02 << 5)
#define USB_RECIP_DEVICE 0x00
#define USB_CTRL_GET_TIMEOUT 5000
#define USB_CTRL_SET_TIMEOUT 5000

struct urb;
typedef void (*usb_complete_t)(struct urb *urb);

struct usb_device {
	int devnum;
	struct device dev;
};

struct usb_interface {
	struct device dev;
};

struct urb {
	struct kref kref;
	struct usb_device *dev;
	unsigned int pipe;
	int status;
	unsigned int transfer_flags;
	void *transfer_buffer;
	dma_addr_t transfer_dma;
	u32 transfer_buffer_length, actual_length;
	unsigned char *setup_packet;
	void *context;
	usb_complete_t complete;
	int interval;
};

struct usb_driver {
	const char *name;
	int (*probe)(struct usb_interface *intf,
		     const struct usb_device_id *id);
	void (*disconnect)(struct usb_interface *intf);
	const struct usb_device_id *id_table;
};

#define USB_DEVICE(vend, prod) \
	.match_flags = 3, .idVendor = (vend), .idProduct = (prod)
unsigned int __create_pipe(struct usb_device *dev, unsigned int endpoint);
#define usb_sndctrlpipe(dev, ep) ((2 << 30) | __create_pipe(dev, ep))
#define usb_rcvctrlpipe(dev, ep) \
	((2 << 30) | __create_pipe(dev, ep) | USB_DIR_IN)
#define usb_sndbulkpipe(dev, ep) ((3 << 30) | __create_pipe(dev, ep))
#define usb_rcvbulkpipe(dev, ep) \
	((3 << 30) | __create_pipe(dev, ep) | USB_DIR_IN)

static inline void usb_fill_bulk_urb(struct urb *urb, struct usb_device *dev,
				     unsigned int pipe, void *transfer_buffer,
				     int buffer_length,
				     usb_complete_t complete_fn, void *context)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->transfer_buffer = transfer_buffer;
	urb->transfer_buffer_length = buffer_length;
	urb->complete = complete_fn;
	urb->context = context;
}

static inline void usb_fill_int_urb(struct urb *urb, struct usb_device *dev,
				    unsigned int pipe, void *transfer_buffer,
				    int buffer_length,
				    usb_complete_t complete_fn, void *context,
				    int interval)
{
	usb_fill_bulk_urb(urb, dev, pipe, transfer_buffer, buffer_length,
			  complete_fn, context);
	urb->interval = interval;
}

struct usb_device *interface_to_usbdev(struct usb_interface *intf);
void usb_set_intfdata(struct usb_interface *intf, void *data);
void *usb_get_intfdata(struct usb_interface *intf);
struct usb_device *usb_get_dev(struct usb_device *dev);
void usb_put_dev(struct usb_device *dev);
struct urb *usb_alloc_urb(int iso_packets, gfp_t mem_flags);
void usb_free_urb(struct urb *urb);
int usb_submit_urb(struct urb *urb, gfp_t mem_flags);
void usb_kill_urb(struct urb *urb);
void *usb_alloc_coherent(struct usb_device *dev, size_t size, gfp_t mem_flags,
			 dma_addr_t *dma);
void usb_free_coherent(struct usb_device *dev, size_t size, void *addr,
		       dma_addr_t dma);
int usb_control_msg(struct usb_device *dev, unsigned int pipe, __u8 request,
		    __u8 requesttype, __u16 value, __u16 index, void *data,
		    __u16 size, int timeout);
int usb_bulk_msg(struct usb_device *usb_dev, unsigned int pipe, void *data,
		 int len, int *actual_length, int timeout);
int usb_interrupt_msg(struct usb_device *usb_dev, unsigned int pipe, void *data,
		      int len, int *actual_length, int timeout);
int usb_register_driver(struct usb_driver *drv, struct module *owner,
			const char *mod_name);
void usb_deregister(struct usb_driver *drv);
#define usb_register(driver) \
	usb_register_driver(driver, THIS_MODULE, "stand-in")
#define module_usb_driver(__usb_driver) \
	module_driver(__usb_driver, usb_register, usb_deregister)

#endif
