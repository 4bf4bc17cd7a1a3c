/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_BITOPS_H
#define CORPUS_LINUX_BITOPS_H

#include <linux/bits.h>

void set_bit(long nr, volatile unsigned long *addr);
void clear_bit(long nr, volatile unsigned long *addr);
bool test_bit(long nr, const volatile unsigned long *addr);
bool test_and_set_bit(long nr, volatile unsigned long *addr);
bool test_and_clear_bit(long nr, volatile unsigned long *addr);
int fls(unsigned int x);
int ffs(int x);
unsigned long find_first_zero_bit(const unsigned long *addr,
				  unsigned long size);
#define DECLARE_BITMAP(name, bits) \
	unsigned long name[((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG]

#endif
