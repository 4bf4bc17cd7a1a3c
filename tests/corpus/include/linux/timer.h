/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_TIMER_H
#define CORPUS_LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/jiffies.h>

struct timer_list {
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
};

void timer_setup(struct timer_list *timer,
		 void (*callback)(struct timer_list *timer),
		 unsigned int flags);
int mod_timer(struct timer_list *timer, unsigned long expires);
int del_timer_sync(struct timer_list *timer);
#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)

#endif
