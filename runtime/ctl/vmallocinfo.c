// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "ctl/mem.h"
#include "ctl/vmallocinfo.h"

/* The caller's name goes on to the next blank, and " [module]" after it */
static char *caller_of(const char *s)
{
	size_t len = strcspn(s, " \n");

	if (!strncmp(s + len, " [", 2))
		len += 1 + strcspn(s + len + 1, " \n");
	return mem_printf("%.*s", (int)len, s);
}

/* "0xSTART-0xEND SIZE CALLER [pages=N] [phys=0x...] [ioremap]..." */
void vmallocinfo_line(struct vmallocinfo *info, const char *line)
{
	struct vmalloc_area area = {.phys = UINT64_MAX};
	const char *phys = strstr(line, " phys=");
	int caller = 0;

	if (sscanf(line, "0x%" SCNx64 "-0x%" SCNx64 " %*u %n", &area.start,
		   &area.end, &caller) < 2 ||
	    !caller)
		return;
	/* hashed pointers have 32 bits and no order */
	if (area.start >> 32 == 0 && sizeof(void *) == 8)
		info->hidden = true;
	if (phys && sscanf(phys, " phys=0x%" SCNx64, &area.phys) != 1)
		area.phys = UINT64_MAX;
	area.caller = caller_of(line + caller);
	info->v = mem_push(info->v, info->n, sizeof(*info->v));
	info->v[info->n++] = area;
}

bool vmallocinfo_load(struct vmallocinfo *info, const char *procfs)
{
	autofree char *path = mem_printf("%s/vmallocinfo", procfs);
	autofclose FILE *file = fopen(path, "re");
	autofree char *line = NULL;
	size_t size = 0;

	*info = (struct vmallocinfo){};
	while (file && getline(&line, &size, file) > 0)
		vmallocinfo_line(info, line);
	return file;
}

const struct vmalloc_area *vmallocinfo_va(const struct vmallocinfo *info,
					  uint64_t va)
{
	for (size_t i = 0; i < info->n; i++) {
		const struct vmalloc_area *area = &info->v[i];

		/* a hashed pointer is the same everywhere, but has no order */
		if (info->hidden ? area->start == va :
				   area->start <= va && va < area->end)
			return area;
	}
	return NULL;
}

const struct vmalloc_area *vmallocinfo_phys(const struct vmallocinfo *info,
					    uint64_t phys)
{
	for (size_t i = 0; i < info->n; i++) {
		const struct vmalloc_area *area = &info->v[i];
		/* where addresses are hashed their difference is no size */
		uint64_t size = info->hidden ? 4096 : area->end - area->start;

		if (area->phys != UINT64_MAX && phys - area->phys < size)
			return area;
	}
	return NULL;
}

void vmallocinfo_free(struct vmallocinfo *info)
{
	for (size_t i = 0; i < info->n; i++)
		free(info->v[i].caller);
	free(info->v);
	*info = (struct vmallocinfo){};
}
