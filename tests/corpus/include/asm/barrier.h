/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_ASM_BARRIER_H
#define CORPUS_ASM_BARRIER_H

#include <linux/compiler.h>

#define mb() __asm__ __volatile__("" : : : "memory")
#define rmb() __asm__ __volatile__("" : : : "memory")
#define wmb() __asm__ __volatile__("" : : : "memory")
#define dma_mb() barrier()
#define dma_rmb() barrier()
#define dma_wmb() barrier()
#define smp_mb() barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define smp_store_release(p, v)        \
	do {                           \
		barrier();             \
		WRITE_ONCE(*(p), (v)); \
	} while (0)
#define smp_load_acquire(p) READ_ONCE(*(p))

#endif
