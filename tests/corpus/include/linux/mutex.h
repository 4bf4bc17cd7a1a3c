/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MUTEX_H
#define CORPUS_LINUX_MUTEX_H

#include <linux/types.h>

struct mutex {
	int locked;
};

#define DEFINE_MUTEX(x) struct mutex x = {0}
void mutex_init(struct mutex *lock);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int __must_check mutex_lock_interruptible(struct mutex *lock);
void mutex_destroy(struct mutex *lock);

#endif
