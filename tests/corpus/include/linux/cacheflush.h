/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_CACHEFLUSH_H
#define CORPUS_LINUX_CACHEFLUSH_H

#include <asm/cacheflush.h>

#endif
