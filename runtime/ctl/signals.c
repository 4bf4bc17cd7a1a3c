// SPDX-License-Identifier: GPL-2.0-or-later
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "ctl/signals.h"

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	stopped = number;
}

static void signal_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void signals_catch(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t set;

	signal_set(&set);
	/* blocked but in ppoll(): none comes between the test and the wait */
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* A stream that never runs dry never waits: look at what is pending too */
bool signals_stopped(void)
{
	sigset_t pending;

	if (!stopped && !sigpending(&pending) &&
	    (sigismember(&pending, SIGINT) == 1 ||
	     sigismember(&pending, SIGTERM) == 1 ||
	     sigismember(&pending, SIGHUP) == 1))
		stopped = 1;
	return stopped;
}

bool signals_wait(int fd, uint64_t timeout)
{
	struct pollfd poll = {.fd = fd, .events = POLLIN};
	struct timespec time = {.tv_sec = timeout / 1000000000,
				.tv_nsec = timeout % 1000000000};
	sigset_t open;

	sigprocmask(SIG_BLOCK, NULL, &open);
	sigdelset(&open, SIGINT);
	sigdelset(&open, SIGTERM);
	sigdelset(&open, SIGHUP);
	return ppoll(&poll, 1, timeout == UINT64_MAX ? NULL : &time, &open) >
		       0 &&
	       !stopped;
}

uint64_t signals_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * UINT64_C(1000000000) + time.tv_nsec;
}
