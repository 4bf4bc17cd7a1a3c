/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PGTABLE_H
#define CORPUS_LINUX_PGTABLE_H

#include <asm/pgtable.h>

#endif
