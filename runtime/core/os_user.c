// SPDX-License-Identifier: GPL-2.0-or-later
/* The core's memory in user space; the kernel's is in kmod/os.c. */
#ifndef __KERNEL__

#include <stdlib.h>

#include "os.h"

enum { PAGE = 4096 };

void *dmr_alloc(size_t size)
{
	void *p;

	if (size < PAGE)
		return calloc(1, size);
	if (posix_memalign(&p, PAGE, size))
		return NULL;
	return memset(p, 0, size);
}

void dmr_free(void *memory)
{
	free(memory);
}

#endif
