/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_SCHED_H
#define CORPUS_LINUX_SCHED_H

#include <linux/types.h>

struct task_struct;
struct task_struct *get_current(void);
#define current get_current()
void schedule(void);

#endif
