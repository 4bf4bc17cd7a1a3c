/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_IOSYS_MAP_H
#define CORPUS_LINUX_IOSYS_MAP_H

#include <linux/string.h>
#include <linux/types.h>

struct iosys_map {
	union {
		void __iomem *vaddr_iomem;
		void *vaddr;
	};
	bool is_iomem;
};

void iosys_map_memcpy_to(struct iosys_map *dst, size_t dst_offset,
			 const void *src, size_t len);
void iosys_map_memcpy_from(void *dst, const struct iosys_map *src,
			   size_t src_offset, size_t len);

#endif
