/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PROPERTY_H
#define CORPUS_LINUX_PROPERTY_H

#include <linux/types.h>

struct device;
bool device_property_read_bool(const struct device *dev, const char *name);
int device_property_read_u32(const struct device *dev, const char *name,
			     u32 *val);

#endif
