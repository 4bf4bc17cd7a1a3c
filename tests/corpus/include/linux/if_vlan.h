/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_IF_VLAN_H
#define CORPUS_LINUX_IF_VLAN_H

#include <linux/etherdevice.h>

#endif
