// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that looks wrong and is right. */
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

struct req {
	u8 *data;
	size_t len;
	struct scatterlist sg;
};

/* the pointer is on the stack, what it points to is not */
int heap_behind_local(struct device *dev)
{
	struct req req = {};
	dma_addr_t addr;

	req.data = kmalloc(64, GFP_KERNEL);
	if (!req.data)
		return -ENOMEM;
	addr = dma_map_single(dev, req.data, 64, DMA_TO_DEVICE);
	return dma_mapping_error(dev, addr);
}

/* vmalloc memory page by page: its pages are fine */
int vmalloc_pages(struct device *dev, size_t len)
{
	u8 *p = vmalloc(len);
	dma_addr_t addr;

	if (!p)
		return -ENOMEM;
	addr = dma_map_page(dev, vmalloc_to_page(p), 0, PAGE_SIZE,
			    DMA_TO_DEVICE);
	return dma_mapping_error(dev, addr);
}

/* the buffer is on the stack only where it is copied from */
int copied(struct device *dev, u8 *bounce)
{
	u8 local[16] = { 1 };
	dma_addr_t addr;

	memcpy(bounce, local, sizeof(local));
	addr = dma_map_single(dev, bounce, sizeof(local), DMA_TO_DEVICE);
	return dma_mapping_error(dev, addr);
}

/* a struct from the slab, an array in it */
int inside_heap(struct device *dev)
{
	struct {
		u32 op;
		u8 payload[128];
	} *cmd = kzalloc(sizeof(*cmd), GFP_KERNEL);
	dma_addr_t addr;

	if (!cmd)
		return -ENOMEM;
	addr = dma_map_single(dev, cmd->payload, 128, DMA_FROM_DEVICE);
	return dma_mapping_error(dev, addr);
}

/* chosen by where it was allocated */
int either(struct device *dev, u8 *buf, size_t len)
{
	u8 *heap = NULL;
	dma_addr_t addr;

	if (len > 64) {
		heap = kmalloc(len, GFP_KERNEL);
		if (!heap)
			return -ENOMEM;
		buf = heap;
	}
	addr = dma_map_single(dev, buf, len, DMA_TO_DEVICE);
	return dma_mapping_error(dev, addr);
}

/* no data stage */
int usb_no_data(struct usb_device *udev)
{
	return usb_control_msg(udev, usb_sndctrlpipe(udev, 0), 1,
			       USB_TYPE_VENDOR, 0, 0, NULL, 0,
			       USB_CTRL_SET_TIMEOUT);
}

/* a parameter written as an array is a pointer */
int usb_read_id(struct usb_device *udev, u8 id[4])
{
	return usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 2, USB_DIR_IN, 0,
			       0, id, 4, USB_CTRL_GET_TIMEOUT);
}
