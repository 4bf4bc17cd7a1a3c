/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_I2C_H
#define CORPUS_LINUX_I2C_H

#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#define I2C_M_RD 0x0001
#define I2C_M_DMA_SAFE 0x0200

struct i2c_adapter;

struct i2c_client {
	unsigned short flags, addr;
	struct i2c_adapter *adapter;
	struct device dev;
};

struct i2c_msg {
	__u16 addr, flags, len;
	__u8 *buf;
};

int i2c_transfer(struct i2c_adapter *adap, struct i2c_msg *msgs, int num);
u8 *i2c_get_dma_safe_msg_buf(struct i2c_msg *msg, unsigned int threshold);
void i2c_put_dma_safe_msg_buf(u8 *buf, struct i2c_msg *msg, bool xferred);

#endif
