// SPDX-License-Identifier: GPL-2.0-or-later
/* A message made fit for DMA, and a copy of firmware. */
#include <linux/dma-mapping.h>
#include <linux/firmware.h>
#include <linux/i2c.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/usb.h>

int bridge_read(struct usb_device *udev, struct i2c_msg *msg)
{
	u8 *buf = i2c_get_dma_safe_msg_buf(msg, 1);
	int ret;

	if (!buf)
		return -ENOMEM;
	ret = usb_control_msg(udev, usb_rcvctrlpipe(udev, 0), 1, USB_DIR_IN, 0,
			      0, buf, msg->len, USB_CTRL_GET_TIMEOUT);
	i2c_put_dma_safe_msg_buf(buf, msg, ret >= 0);
	return ret;
}

int upload(struct usb_device *udev, const struct firmware *fw)
{
	u8 *copy = kmemdup(fw->data, fw->size, GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	ret = usb_control_msg(udev, usb_sndctrlpipe(udev, 0), 2, USB_DIR_OUT, 0,
			      0, copy, fw->size, USB_CTRL_SET_TIMEOUT);
	kfree(copy);
	return ret;
}
