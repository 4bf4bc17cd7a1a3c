// SPDX-License-Identifier: GPL-2.0-or-later
/* Every kind of memory that is not for DMA. */
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

struct cmd {
	u32 op;
	u8 payload[32];
};

static u8 image_buf[64];
static const u8 firmware_header[16] = { 1, 2, 3 };

int stack_array(struct device *dev)
{
	u8 buf[32];
	dma_addr_t addr = dma_map_single(dev, buf, sizeof(buf), DMA_TO_DEVICE); /* expect: dma/not-dmaable on the stack */

	return dma_mapping_error(dev, addr);
}

int stack_field(struct device *dev)
{
	struct cmd cmd = { .op = 1 };
	u8 *p = cmd.payload + 4;
	dma_addr_t addr = dma_map_single(dev, p, 8, DMA_TO_DEVICE); /* expect: dma/not-dmaable on the stack */

	return dma_mapping_error(dev, addr);
}

int image(struct device *dev)
{
	dma_addr_t addr = dma_map_single(dev, image_buf, 64, DMA_FROM_DEVICE); /* expect: dma/not-dmaable static data */

	return dma_mapping_error(dev, addr);
}

int rodata(struct device *dev)
{
	dma_addr_t addr = dma_map_single(dev, (void *)firmware_header, 16, /* expect: dma/not-dmaable read-only data */
					 DMA_TO_DEVICE);

	return dma_mapping_error(dev, addr);
}

int vmalloced(struct device *dev, size_t len)
{
	void *p = vzalloc(len);
	dma_addr_t addr;

	if (!p)
		return -ENOMEM;
	addr = dma_map_single(dev, p + 64, len - 64, DMA_TO_DEVICE); /* expect: dma/not-dmaable vmalloc memory */
	return dma_mapping_error(dev, addr);
}

int mapped_page(struct device *dev, struct page *page)
{
	void *p = kmap(page);
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE); /* expect: dma/not-dmaable kmap */

	return dma_mapping_error(dev, addr);
}

int usb_status(struct usb_device *udev)
{
	__u16 status;

	return usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN, 0, /* expect: dma/not-dmaable 'usb_control_msg' */
			       0, &status, 2, USB_CTRL_GET_TIMEOUT);
}
