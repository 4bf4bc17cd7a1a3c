// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory that the DMA API knows nothing of. */
#include <asm/cacheflush.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/types.h>

struct fw {
	void *area;
};

/* firmware reads it past the caches */
int fw_area(struct fw *fw)
{
	fw->area = (void *)__get_free_pages(GFP_KERNEL, 4);
	if (!fw->area)
		return -ENOMEM;
	clflush_cache_range(fw->area, 16 * 4096);
	return 0;
}
