/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_OF_RESERVED_MEM_H
#define CORPUS_LINUX_OF_RESERVED_MEM_H

#include <linux/of.h>

struct reserved_mem;

struct reserved_mem_ops {
	int (*device_init)(struct reserved_mem *rmem, struct device *dev);
	void (*device_release)(struct reserved_mem *rmem, struct device *dev);
};

struct reserved_mem {
	const char *name;
	unsigned long fdt_node;
	unsigned long phandle;
	const struct reserved_mem_ops *ops;
	phys_addr_t base;
	phys_addr_t size;
	void *priv;
};

struct reserved_mem *of_reserved_mem_lookup(struct device_node *np);
int of_reserved_mem_device_init(struct device *dev);
int of_reserved_mem_device_init_by_idx(struct device *dev,
				       struct device_node *np, int idx);
int of_reserved_mem_device_init_by_name(struct device *dev,
					struct device_node *np,
					const char *name);
void of_reserved_mem_device_release(struct device *dev);
typedef int (*reservedmem_of_init_fn)(struct reserved_mem *rmem);
#define RESERVEDMEM_OF_DECLARE(name, compat, init) \
	static const struct of_device_id __maybe_unused __of_table_##name = { \
		.compatible = compat, .data = init }

#endif
