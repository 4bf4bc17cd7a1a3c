// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/android_pmem.h>
#include <linux/ion.h>
#include <mach/nvmap.h>
#include "board-lark.h"

static struct android_pmem_platform_data lark_pmem_pdata = {
	.name = "pmem",
	.start = LARK_PMEM_BASE,
	.size = LARK_PMEM_SIZE,
	.cached = 1,
};

#ifdef CONFIG_LARK_CAMERA
/* as gcc had it before C99 */
static struct android_pmem_platform_data lark_camera_pdata __initdata = {
	name:		"pmem_camera",
	start:		LARK_CAMERA_BASE,
	size:		LARK_CAMERA_SIZE,
	no_allocator:	1,
};
#endif

static struct ion_platform_data lark_ion_data = {
	.nr = 2,
	.heaps = {
		{
			.type = ION_HEAP_TYPE_SYSTEM,
			.id = 1,
			.name = "system",
		},
		{
			.type = ION_HEAP_TYPE_CARVEOUT,
			.id = 2,
			.name = "video",
			.size = CONFIG_LARK_ION_SIZE,
		},
	},
};

static struct nvmap_platform_carveout lark_carveouts[] = {
	[0] = {
		.name = "iram",
		.base = 0x40000000,
		.size = 0x40000,
	},
	[1] = {
		.name = "generic-0",
		.buddy_size = SZ_32K,
	},
};

static int __init lark_init_carveouts(void)
{
	lark_carveouts[1].base = lark_carveout_start;
	lark_carveouts[1].size = lark_carveout_size;
	return 0;
}

MACHINE_START(LARK, "lark")
	.reserve	= lark_reserve,
	.map_io		= lark_map_io,
MACHINE_END
