/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_WORKQUEUE_H
#define CORPUS_LINUX_WORKQUEUE_H

#include <linux/timer.h>

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	struct list_head entry;
	work_func_t func;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
};

struct workqueue_struct;
#define INIT_WORK(_work, _func)          \
	do {                             \
		(_work)->func = (_func); \
	} while (0)
#define INIT_DELAYED_WORK(_work, _func) INIT_WORK(&(_work)->work, _func)
bool schedule_work(struct work_struct *work);
bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool flush_work(struct work_struct *work);

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

#endif
