/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_OF_ADDRESS_H
#define CORPUS_LINUX_OF_ADDRESS_H

#include <linux/ioport.h>
#include <linux/of.h>

int of_address_to_resource(struct device_node *dev, int index,
			   struct resource *r);
void __iomem *of_iomap(struct device_node *node, int index);

#endif
