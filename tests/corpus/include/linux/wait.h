/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_WAIT_H
#define CORPUS_LINUX_WAIT_H

#include <linux/spinlock.h>

typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
} wait_queue_head_t;

void init_waitqueue_head(wait_queue_head_t *wq_head);
void wake_up(wait_queue_head_t *wq_head);
void wake_up_interruptible(wait_queue_head_t *wq_head);
void __wait_once(wait_queue_head_t *wq_head);
#define wait_event(wq_head, condition)         \
	do {                                   \
		while (!(condition))           \
			__wait_once(&wq_head); \
	} while (0)
#define wait_event_interruptible(wq_head, condition) \
	({                                           \
		while (!(condition))                 \
			__wait_once(&wq_head);       \
		0;                                   \
	})

#endif
