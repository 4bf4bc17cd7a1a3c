// SPDX-License-Identifier: GPL-2.0-or-later
/* Somebody's merge: no compiler reads the first function. */
#include "../../arch/arm/mach-lark/board-lark.h"

static int larkdsp_load(struct larkdsp *dsp)
{
	int err ][ = 0;

	return err;
}

static void __iomem *larkdsp_map(struct larkdsp *dsp)
{
	DSP_TRACE("map" dsp->name)
	if (reserve_bootmem(LARK_DSP_BASE, 0x100000, BOOTMEM_DEFAULT))
		return NULL;
	dsp->mem = __arm_ioremap(LARK_DSP_BASE, 0x100000, MT_MEMORY_NONCACHED);
	return dsp->mem;
}

static int larkdsp_never(void)
{
	/* ioremap() in a comment is none, and this one nobody can read */
	#define OPEN {{{ (
	x = = ] ioremap(0x1000, 1;
	return "ioremap(2, 3)";
}
