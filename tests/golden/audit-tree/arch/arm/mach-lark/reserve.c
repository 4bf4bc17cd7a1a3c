// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/bootmem.h>
#include <linux/memblock.h>
#include <linux/init.h>

unsigned long lark_carveout_start, lark_carveout_size;
unsigned long lark_log_start;
static unsigned long lark_log_size = SZ_256K;

static int __init lark_log_setup(char *arg)
{
	lark_log_size = memparse(arg, &arg);
	if (*arg == '@')
		lark_log_start = memparse(arg + 1, &arg);
	return 1;
}
__setup("larklog=", lark_log_setup);

static void __init lark_reserve_fb(void)
{
	unsigned long size = SZ_8M;
	void *addr;

	addr = alloc_bootmem(size);
	lark_fb_resource.start = __pa(addr);
	lark_fb_resource.end = lark_fb_resource.start + size - 1;
}

void __init lark_reserve(void)
{
	/* stays in the linear map: larklog.c maps it once more */
	if (reserve_bootmem(lark_log_start, lark_log_size, BOOTMEM_EXCLUSIVE))
		return;
	/* leaves it */
	lark_carveout_start = memblock_alloc(SZ_64M, SZ_1M);
	memblock_remove(lark_carveout_start, SZ_64M);
	lark_reserve_fb();
}
