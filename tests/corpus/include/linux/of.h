/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_OF_H
#define CORPUS_LINUX_OF_H

#include <linux/err.h>
#include <linux/mod_devicetable.h>

struct device;

struct device_node {
	const char *name;
	const char *full_name;
	void *data;
};

#define of_match_ptr(ptr) (ptr)
struct device_node *of_parse_phandle(const struct device_node *np,
				     const char *phandle_name, int index);
struct device_node *of_find_node_by_name(struct device_node *from,
					 const char *name);
int of_property_match_string(const struct device_node *np,
			     const char *propname, const char *string);
void of_node_put(struct device_node *node);
int of_property_read_u32(const struct device_node *np, const char *propname,
			 u32 *out_value);
bool of_property_read_bool(const struct device_node *np, const char *propname);
const void *of_device_get_match_data(const struct device *dev);

#endif
