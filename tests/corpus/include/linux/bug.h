/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_BUG_H
#define CORPUS_LINUX_BUG_H

#include <linux/compiler.h>

#define BUG() __builtin_trap()
#define BUG_ON(condition)                \
	do {                             \
		if (unlikely(condition)) \
			BUG();           \
	} while (0)
void __warn_on(const char *file, int line);
#define WARN_ON(condition)                             \
	({                                             \
		int __ret_warn_on = !!(condition);     \
		if (unlikely(__ret_warn_on))           \
			__warn_on(__FILE__, __LINE__); \
		unlikely(__ret_warn_on);               \
	})
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...) WARN_ON(condition)
#define WARN_ONCE(condition, ...) WARN_ON(condition)
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)

#endif
