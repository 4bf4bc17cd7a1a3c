/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_CONTAINER_OF_H
#define CORPUS_LINUX_CONTAINER_OF_H

#include <linux/stddef.h>

#define container_of(ptr, type, member)                      \
	({                                                   \
		void *__mptr = (void *)(ptr);                \
		((type *)(__mptr - offsetof(type, member))); \
	})

#endif
