/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_SIGNALS_H
#define DMALIAS_CTL_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * signals_catch - from now on SIGINT, SIGTERM and SIGHUP do not end the
 * program, but the next wait.
 */
void signals_catch(void);
bool signals_stopped(void);

/*
 * signals_wait - until @fd can be read. @timeout: in ns, UINT64_MAX for ever.
 * False: the time is over, or a signal came.
 */
bool signals_wait(int fd, uint64_t timeout);

/* signals_now - ns of a clock that only goes forward */
uint64_t signals_now(void);

#endif
