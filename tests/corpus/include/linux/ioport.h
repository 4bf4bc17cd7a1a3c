/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_IOPORT_H
#define CORPUS_LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	resource_size_t start, end;
	const char *name;
	unsigned long flags;
};

#define IORESOURCE_IO 0x00000100
#define IORESOURCE_MEM 0x00000200
#define IORESOURCE_PREFETCH 0x00002000

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags);
extern struct resource iomem_resource;
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
void release_mem_region(resource_size_t start, resource_size_t n);

#endif
