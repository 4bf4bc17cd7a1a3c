/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_NUMA_H
#define CORPUS_LINUX_NUMA_H

#define NUMA_NO_NODE (-1)

#endif
