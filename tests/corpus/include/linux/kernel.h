/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_KERNEL_H
#define CORPUS_LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/container_of.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/types.h>

#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]))
#define U8_MAX ((u8)~0U)
#define U16_MAX ((u16)~0U)
#define U32_MAX ((u32)~0U)
#define U64_MAX ((u64)~0ULL)
#define INT_MAX ((int)(~0U >> 1))
#define UINT_MAX (~0U)
#define ULONG_MAX (~0UL)
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define might_sleep() \
	do {          \
	} while (0)

int snprintf(char *buf, size_t size, const char *fmt, ...);
int kstrtouint(const char *s, unsigned int base, unsigned int *res);

#endif
