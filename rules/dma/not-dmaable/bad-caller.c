// SPDX-License-Identifier: GPL-2.0-or-later
/* What others fill in: messages and firmware. */
#include <linux/dma-mapping.h>
#include <linux/firmware.h>
#include <linux/i2c.h>
#include <linux/usb.h>

int bridge_read(struct usb_device *udev, struct i2c_msg *msg)
{
	return usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN, 0, /* expect: dma/not-dmaable 'usb_control_msg' gets 'msg->buf', which is a caller's */
			       0, msg->buf, msg->len, USB_CTRL_GET_TIMEOUT);
}

int upload(struct device *dev, const struct firmware *fw)
{
	dma_addr_t dma = dma_map_single(dev, (void *)fw->data, fw->size, DMA_TO_DEVICE); /* expect: dma/not-dmaable vmalloc memory */

	return dma_mapping_error(dev, dma);
}
