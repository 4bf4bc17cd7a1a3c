/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BENCH_DRIVER_LOAD_H
#define DMALIAS_BENCH_DRIVER_LOAD_H

#include "core/record.h"

/*
 * Events of drivers at work, as the hooks of the kernel module make them.
 * Buffers are chosen at random, and each goes on to its next step:
 *
 *   8 of 20: pages become WC, are mapped by vmap(), unmapped, become WB again
 *   2 of 20: the same with a mapping of user space
 *   7 of 20: dma_alloc_*() and dma_free_*(), with a device
 *   3 of 20: ioremap() and iounmap()
 *
 * Between them 5 of 100 events are unmaps of what nothing is known of, 2 of 100
 * are pages that go to the allocator while a byte of the filter is set, and one
 * of 1000 first steps is forgotten, which is a conflict. A quarter of the
 * buffers of RAM are two runs. Addresses and frames change from life to life.
 * All but unmaps have a stack of 6 to 16 addresses, one of 200.
 */
struct driver_load;

struct driver_load *driver_load_new(u32 buffers);
void driver_load_free(struct driver_load *load);
/* the RAM of the machine: the event before all others */
void driver_load_ram(struct dmr_event *event);
/* as a hook would have it, with a seq */
void driver_load_next(struct driver_load *load, struct dmr_event *event);

enum {
	DRIVER_LOAD_MAX_PFN = 0x180000, /* 5 GiB of RAM and a hole below 4 */
	DRIVER_LOAD_BUFFERS = 150000, /* at most */
};

#define DRIVER_LOAD_MODULES 0xffffffffc0000000ULL

#endif
