/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_SET_MEMORY_H
#define CORPUS_LINUX_SET_MEMORY_H

#include <asm/set_memory.h>

#endif
