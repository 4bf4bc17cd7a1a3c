/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KERNEL_STAMP_H
#define DMALIAS_UNITS_KERNEL_STAMP_H

#include <stdint.h>

struct dm_error;

/*
 * What a configuration of a kernel tree depends on, by path, time and size:
 * @config changes with Kconfig files and with what builds headers and tools
 * (the Makefiles at the top and of arch/, scripts/, include/), @flags with any
 * Makefile or Kbuild file.
 */
struct kernel_stamp {
	uint64_t config, flags;
};

/**
 * kernel_stamp_make() - look at the build files of a tree.
 * Reads folders and no file; .git and Documentation are left out.
 */
struct dm_error *kernel_stamp_make(const char *root, struct kernel_stamp *ret);

#endif
