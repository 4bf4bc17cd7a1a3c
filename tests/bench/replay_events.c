// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many events of a recording are decoded and applied in a second on one
 * processor, from memory, and how many bytes the record has for 100,000 live
 * mappings of one owner each. What the events are: driver_load.h.
 *
 * usage: replay_events [EVENTS [BUFFERS]], with BUFFERS: only the rate of these
 */
#include <stdlib.h>
#include <time.h>

#include "core/record.h"
#include "core/stream.h"
#include "driver_load.h"

#define VMALLOC 0xffffc90000000000ULL
#define MODULES DRIVER_LOAD_MODULES

enum {
	MANY = 100000,
	STACKS = 200, /* different ones: drivers have few call sites */
	WORKING_SET = 1000,
	BATCH = 512, /* events decoded and applied in one go */
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static struct dmr_record *new_record(void)
{
	struct dmr_config config = {
		.max_pfn = DRIVER_LOAD_MAX_PFN,
		.max_bytes = 64 << 20,
		.single = true,
		.module_start = MODULES,
		.module_end = MODULES + (256 << 20),
	};
	struct dmr_record *record;

	if (!dmr_create(&config, &record))
		return record;
	fprintf(stderr, "replay_events: no memory\n");
	exit(1);
}

static void refill(struct dmr_record *record)
{
	if (dmr_low(record) && dmr_refill(record))
		fprintf(stderr, "replay_events: the bound is reached\n");
}

/* nothing but what each replay of a recording does for each of its events */
static __attribute__((noinline)) double replay(struct dmr_record *record,
					       const u8 *from, const u8 *end)
{
	static struct dmr_event event;
	static struct dmr_verdict verdict;
	double start = seconds();
	size_t used;

	for (; from < end; from += used) {
		if (dmr_decode(from, end - from, &used, &event, &verdict) ||
		    !used) {
			fprintf(stderr, "replay_events: cannot be decoded\n");
			exit(1);
		}
		refill(record);
		dmr_apply(record, &event);
	}
	return seconds() - start;
}

static void rate(const char *name, u32 n, u32 buffers)
{
	static u8 stream[BATCH * DMR_RECORD_BYTES];
	static struct dmr_event event;
	struct driver_load *load = driver_load_new(buffers);
	struct dmr_record *record = new_record();
	u32 warm = buffers * 8 / BATCH;
	struct dmr_stats stats;
	u64 bytes = 0;
	double time = 0, all = 0;
	u8 *end;

	driver_load_ram(&event);
	dmr_apply(record, &event);
	for (u32 i = 0; i < warm + n / BATCH; i++) {
		end = stream;
		for (u32 j = 0; j < BATCH; j++) {
			driver_load_next(load, &event);
			end += dmr_encode(&event, end,
					  stream + sizeof(stream) - end);
		}
		time = replay(record, stream, end);
		if (i < warm)
			continue;
		all += time;
		bytes += end - stream;
	}
	n = n / BATCH * BATCH;
	dmr_stats(record, &stats);
	printf("%s: %.0f events/s, %.0f ns/event, of %.0f bytes\n", name,
	       n / all, all / n * 1e9, (double)bytes / n);
	printf("    %llu mappings, %llu owners, %llu stacks, %llu lost\n",
	       (unsigned long long)stats.mappings,
	       (unsigned long long)stats.owners,
	       (unsigned long long)stats.stacks,
	       (unsigned long long)(stats.lost_mappings + stats.lost_owners));
	dmr_destroy(record);
	driver_load_free(load);
}

/* ---------------------------------------------------- what is not replayed */

static void add(struct dmr_record *record, u64 va, u64 pfn, u64 npages,
		u32 site)
{
	static struct dmr_event e;

	dmr_event_clear(&e);
	e.op = DMR_OP_MAP;
	e.kind = DMR_KIND_VMAP;
	e.type = DMR_NC;
	e.time = 1;
	e.nr_stack = 8;
	for (int i = 0; i < 8; i++)
		e.stack[i] = MODULES + site * 64 + i;
	dmr_event_run(&e, va, pfn, npages);
	dmr_apply(record, &e);
	refill(record);
}

/* the fast path: nothing is known of these frames and addresses */
static void fast_path(u32 n)
{
	struct dmr_record *record = new_record();
	u64 marked = 0;
	double start;

	for (u32 i = 0; i < WORKING_SET; i++)
		add(record, VMALLOC + i * 0x2000ULL, 0x1000 + 2 * i, 1, 0);
	start = seconds();
	for (u32 i = 0; i < n; i++)
		marked +=
			dmr_marked(record, 0x1001 + 2 * (i % WORKING_SET), 1) +
			dmr_va_marked(record, VMALLOC + (1ULL << 30),
				      VMALLOC + (1ULL << 30) + 4096);
	printf("%-38s %10.1f ns\n", "dmr_marked + dmr_va_marked, plain page",
	       (seconds() - start) / n * 1e9);
	if (marked)
		printf("marked: %llu\n", (unsigned long long)marked);
	dmr_destroy(record);
}

static void memory(void)
{
	struct dmr_record *record = new_record();
	struct dmr_stats stats;

	dmr_stats(record, &stats);
	printf("%-38s %10llu KiB\n", "idle, 6 GiB of frames",
	       (unsigned long long)stats.bytes >> 10);
	for (u32 i = 0; i < MANY; i++)
		add(record, VMALLOC + i * 0x5000ULL, 0x1000 + i * 5ULL, 4,
		    i % STACKS);
	dmr_stats(record, &stats);
	printf("%-38s %10llu KiB, %llu owners, %llu lost\n",
	       "100,000 live mappings", (unsigned long long)stats.bytes >> 10,
	       (unsigned long long)stats.owners,
	       (unsigned long long)(stats.lost_mappings + stats.lost_owners));
	dmr_destroy(record);
}

int main(int argc, char **argv)
{
	u32 n = argc > 1 ? strtoul(argv[1], NULL, 0) : 2000000;

	u32 buffers = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;

	if (n < BATCH || buffers > DRIVER_LOAD_BUFFERS) {
		fprintf(stderr, "usage: replay_events [EVENTS [BUFFERS]]\n");
		return 2;
	}
	if (buffers) {
		rate("so many buffers", n, buffers);
		return 0;
	}
	puts("mix: buffers of drivers come and go: 50 % WC by vmap or user "
	     "mapping,\n35 % dma_alloc_*(), 15 % ioremap(); 5 % unknown unmaps, "
	     "2 % frees;\nstacks of 6 to 16, few conflicts");
	rate("1,000 live mappings", n, 1150);
	rate("100,000 live mappings", n, 115000);
	fast_path(n);
	memory();
	return 0;
}
