/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_OF_DEVICE_H
#define CORPUS_LINUX_OF_DEVICE_H

#include <linux/of.h>

#endif
