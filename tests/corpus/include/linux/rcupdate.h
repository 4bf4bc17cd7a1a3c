/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_RCUPDATE_H
#define CORPUS_LINUX_RCUPDATE_H

#include <linux/spinlock.h>

#endif
