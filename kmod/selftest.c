// SPDX-License-Identifier: GPL-2.0
/*
 * The self test: does on pages of its own what the hooks listen for, and sees
 * which of them hear it.
 */

#include <linux/sched.h>

#include "hooks.h"

static struct task_struct *runner;

bool dmk_selftest_running(void)
{
	return READ_ONCE(runner);
}

bool dmk_selftest_current(void)
{
	return READ_ONCE(runner) == current;
}

void dmk_selftest(void)
{
	WRITE_ONCE(runner, current);
	dmk_page_flags_learn();
	WRITE_ONCE(runner, NULL);
}
