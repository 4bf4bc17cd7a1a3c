/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MINMAX_H
#define CORPUS_LINUX_MINMAX_H

#define min(x, y)                                  \
	({                                         \
		__typeof__(x) __min1 = (x);        \
		__typeof__(y) __min2 = (y);        \
		__min1 < __min2 ? __min1 : __min2; \
	})
#define max(x, y)                                  \
	({                                         \
		__typeof__(x) __max1 = (x);        \
		__typeof__(y) __max2 = (y);        \
		__max1 > __max2 ? __max1 : __max2; \
	})
#define min_t(type, x, y) min((type)(x), (type)(y))
#define max_t(type, x, y) max((type)(x), (type)(y))
#define clamp(val, lo, hi) min(max(val, lo), hi)
#define swap(a, b)                         \
	do {                               \
		__typeof__(a) __tmp = (a); \
		(a) = (b);                 \
		(b) = __tmp;               \
	} while (0)

#endif
