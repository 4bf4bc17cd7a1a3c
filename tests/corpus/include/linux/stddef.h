/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_STDDEF_H
#define CORPUS_LINUX_STDDEF_H

#include <linux/types.h>

#define offsetof(type, member) __builtin_offsetof(type, member)
#define sizeof_field(type, member) sizeof((((type *)0)->member))
#define struct_group(name, members...) \
	union {                        \
		struct {               \
			members        \
		};                     \
		struct {               \
			members        \
		} name;                \
	}

#endif
