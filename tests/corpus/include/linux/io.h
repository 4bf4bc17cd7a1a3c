/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_IO_H
#define CORPUS_LINUX_IO_H

#include <asm/barrier.h>
#include <asm/byteorder.h>
#include <asm/io.h>
#include <linux/bug.h>
#include <linux/err.h>

struct device;
struct resource;

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
	MEMREMAP_ENC = 1 << 3,
	MEMREMAP_DEC = 1 << 4,
};

void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size,
		    unsigned long flags);
void devm_memunmap(struct device *dev, void *addr);
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
			   resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset,
			      resource_size_t size);
void __iomem *devm_ioremap_resource(struct device *dev,
				    const struct resource *res);
void devm_iounmap(struct device *dev, void __iomem *addr);
int arch_phys_wc_add(unsigned long base, unsigned long size);
void arch_phys_wc_del(int handle);

#endif
