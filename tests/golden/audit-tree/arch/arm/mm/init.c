// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/memblock.h>

void __init arm_memblock_init(void)
{
	memblock_reserve(__pa(_stext), _end - _stext);
	memblock_reserve(phys_initrd_start, phys_initrd_size);
}
