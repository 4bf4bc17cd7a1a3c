// SPDX-License-Identifier: GPL-2.0-or-later
/* The buffer is allocated in one unit of the driver ... */
#include <linux/errno.h>

#include "driver.h"

int capture_alloc(struct capture *c)
{
	c->area = __get_free_pages(GFP_KERNEL, c->order); /* expect-note: memory comes from '__get_free_pages' */
	return c->area ? 0 : -ENOMEM;
}
