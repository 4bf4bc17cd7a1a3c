/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_JIFFIES_H
#define CORPUS_LINUX_JIFFIES_H

#include <linux/types.h>

#define HZ 250
extern unsigned long volatile jiffies;
unsigned long msecs_to_jiffies(const unsigned int m);

#endif
