/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MOD_DEVICETABLE_H
#define CORPUS_LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>

typedef unsigned long kernel_ulong_t;

struct of_device_id {
	char name[32];
	char type[32];
	char compatible[128];
	const void *data;
};

struct pci_device_id {
	u32 vendor, device, subvendor, subdevice;
	u32 class, class_mask;
	kernel_ulong_t driver_data;
	u32 override_only;
};

struct usb_device_id {
	u16 match_flags, idVendor, idProduct;
	kernel_ulong_t driver_info;
};

struct platform_device_id {
	char name[20];
	kernel_ulong_t driver_data;
};

struct spi_device_id {
	char name[32];
	kernel_ulong_t driver_data;
};

struct i2c_device_id {
	char name[20];
	kernel_ulong_t driver_data;
};

#endif
