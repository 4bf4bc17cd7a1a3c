/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_OVERFLOW_H
#define CORPUS_LINUX_OVERFLOW_H

#include <linux/types.h>

size_t size_mul(size_t a, size_t b);
size_t size_add(size_t a, size_t b);
#define struct_size(p, member, count) \
	(sizeof(*(p)) + sizeof((p)->member[0]) * (count))
#define array_size(a, b) size_mul(a, b)

#endif
