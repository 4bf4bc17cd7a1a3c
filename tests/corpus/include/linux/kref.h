/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_KREF_H
#define CORPUS_LINUX_KREF_H

#include <linux/atomic.h>

struct kref {
	atomic_t refcount;
};

void kref_init(struct kref *kref);
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));

#endif
