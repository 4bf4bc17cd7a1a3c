/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_OS_H
#define DMALIAS_CORE_OS_H

/*
 * All that the core takes from its surroundings. The core is the same C in the
 * kernel and in user space; nothing else of it knows which of the two it is in.
 *
 * Memory: dmr_alloc() may sleep in the kernel and is called from dmr_create(),
 * dmr_refill() and dmr_destroy() only. Lock: a raw spinlock with interrupts
 * off in the kernel (handlers run in any context but NMI, on PREEMPT_RT too),
 * a mutex in user space.
 */

#ifdef __KERNEL__

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

typedef raw_spinlock_t dmr_lock_t;
#define dmr_lock_init(l) raw_spin_lock_init(l)
#define dmr_lock_destroy(l) ((void)(l))
#define dmr_lock(l, f) raw_spin_lock_irqsave(l, f)
#define dmr_unlock(l, f) raw_spin_unlock_irqrestore(l, f)
#define dmr_smp_store(p, v) smp_store_release(p, v)
#define dmr_smp_load(p) smp_load_acquire(p)
#define dmr_div(n, by) div_u64(n, by)
#define dmr_lock_off(l) ((void)(l))

/* a reader of a recording pays for few events, and a byte at a time will do */
static inline bool dmr_os_crc32c(u32 *crc, const void *buf, size_t size)
{
	return false;
}

#else

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

typedef struct {
	pthread_mutex_t mutex;
	bool off; /* there is one thread only */
} dmr_lock_t;

#define dmr_lock_init(l) pthread_mutex_init(&(l)->mutex, NULL)
#define dmr_lock_off(l) ((l)->off = true)
#define dmr_lock_destroy(l) pthread_mutex_destroy(&(l)->mutex)
#define dmr_lock(l, f) \
	((void)(f), (void)((l)->off || pthread_mutex_lock(&(l)->mutex)))
#define dmr_unlock(l, f) \
	((void)(f), (void)((l)->off || pthread_mutex_unlock(&(l)->mutex)))
#define dmr_smp_store(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define dmr_smp_load(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define dmr_div(n, by) ((n) / (by))

#ifndef READ_ONCE
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#endif
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/*
 * dmr_os_crc32c - go on with a CRC-32C (not inverted) by the processor's own
 * instruction; false: it has none, nothing was done.
 */
bool dmr_os_crc32c(u32 *crc, const void *buf, size_t size);

#endif

/*
 * dmr_alloc - zeroed memory, page aligned when @size is a page or more;
 * NULL when there is none. dmr_free() takes NULL.
 */
void *dmr_alloc(size_t size);
void dmr_free(void *memory);

#endif
