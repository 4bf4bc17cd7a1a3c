/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_VMALLOCINFO_H
#define DMALIAS_CTL_VMALLOCINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* PROCFS/vmallocinfo: who made the areas of the kernel's vmalloc space */
struct vmallocinfo {
	struct vmalloc_area {
		uint64_t start, end;
		uint64_t phys; /* of an ioremap, else UINT64_MAX */
		char *caller; /* "foo_probe+0x1c4/0x300 [foo]" */
	} *v;
	size_t n;
	bool hidden; /* start and end are hashed: only equal ones are found */
};

/* vmallocinfo_load - false: it cannot be read; *info is empty then */
bool vmallocinfo_load(struct vmallocinfo *info, const char *procfs);

/* vmallocinfo_line - take one line of it; what is not an area is passed over */
void vmallocinfo_line(struct vmallocinfo *info, const char *line);

/* vmallocinfo_va, vmallocinfo_phys - the area over an address, or NULL */
const struct vmalloc_area *vmallocinfo_va(const struct vmallocinfo *info,
					  uint64_t va);
const struct vmalloc_area *vmallocinfo_phys(const struct vmallocinfo *info,
					    uint64_t phys);
void vmallocinfo_free(struct vmallocinfo *info);

#endif
