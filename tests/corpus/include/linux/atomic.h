/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_ATOMIC_H
#define CORPUS_LINUX_ATOMIC_H

#include <linux/types.h>

#define ATOMIC_INIT(i) {(i)}
int atomic_read(const atomic_t *v);
void atomic_set(atomic_t *v, int i);
void atomic_inc(atomic_t *v);
void atomic_dec(atomic_t *v);
void atomic_add(int i, atomic_t *v);
bool atomic_dec_and_test(atomic_t *v);

#endif
