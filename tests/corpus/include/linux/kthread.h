/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_KTHREAD_H
#define CORPUS_LINUX_KTHREAD_H

#include <linux/sched.h>

struct task_struct *kthread_run(int (*threadfn)(void *data), void *data,
				const char *name, ...);
int kthread_stop(struct task_struct *k);
bool kthread_should_stop(void);

#endif
