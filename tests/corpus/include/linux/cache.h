/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_CACHE_H
#define CORPUS_LINUX_CACHE_H

#include <linux/types.h>

#define L1_CACHE_BYTES 64
#define SMP_CACHE_BYTES L1_CACHE_BYTES
#define ____cacheline_aligned __aligned(SMP_CACHE_BYTES)
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#ifdef CONFIG_ARM64
#define ARCH_DMA_MINALIGN 128
#endif

#endif
