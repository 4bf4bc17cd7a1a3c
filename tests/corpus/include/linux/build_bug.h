/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_BUILD_BUG_H
#define CORPUS_LINUX_BUILD_BUG_H

#include <linux/bug.h>

#define static_assert(expr, ...) _Static_assert(expr, #expr)

#endif
