// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many events a second the record takes on one processor, from memory, and
 * how many bytes it has for 100,000 live mappings of one owner each.
 *
 * usage: replay_events [EVENTS]
 */
#include <stdlib.h>
#include <time.h>

#include "core/record.h"
#include "core/stream.h"

#define VMALLOC 0xffffc90000000000ULL
#define MODULES 0xffffffffc0000000ULL

enum {
	MANY = 100000,
	STACKS = 200, /* different ones: drivers have few call sites */
	MAX_PFN = 1 << 20,
	WORKING_SET = 1000,
};

/* What an event needs here; struct dmr_event is made from it */
struct step {
	u8 op;
	u8 kind, type;
	u32 site;
	u64 va, pfn, npages;
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
		.max_pfn = MAX_PFN,
		.max_bytes = 64 << 20,
		.module_start = MODULES,
		.module_end = MODULES + (256 << 20),
	};
	struct dmr_record *record;

	if (!dmr_create(&config, &record))
		return record;
	fprintf(stderr, "replay_events: no memory\n");
	exit(1);
}

static u32 below(u32 n)
{
	static u64 state = 1;

	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static void apply(struct dmr_record *record, const struct step *step)
{
	static struct dmr_event e;

	dmr_event_clear(&e);
	e.op = step->op;
	e.kind = step->kind;
	e.type = step->type;
	e.time = 1;
	if (step->op != DMR_OP_UNMAP) {
		e.nr_stack = 8;
		for (int i = 0; i < 8; i++)
			e.stack[i] = MODULES + step->site * 64 + i;
	}
	dmr_event_run(&e, step->va, step->pfn, step->npages);
	dmr_apply(record, &e);
	if (dmr_low(record) && dmr_refill(record))
		fprintf(stderr, "replay_events: the bound is reached\n");
}

static struct step mapping(u32 i)
{
	return (struct step){
		.op = DMR_OP_MAP,
		.kind = DMR_KIND_VMAP,
		.type = DMR_NC,
		.site = i % STACKS,
		.va = VMALLOC + i * 0x5000ULL,
		.pfn = 0x1000 + i * 5ULL,
		.npages = 4,
	};
}

static struct step unmapping(u32 i)
{
	struct step step = mapping(i);

	step.op = DMR_OP_UNMAP;
	return step;
}

/* like drivers at work: maps and unmaps of some thousand, linear map changes */
static void synthetic(struct step *steps, u32 n, u32 live)
{
	bool *there = calloc(live, sizeof(*there));

	for (u32 i = 0; i < n; i++) {
		u32 k = below(live);

		if (i % 8 == 7) {
			steps[i] = mapping(live + below(live));
			steps[i].op = DMR_OP_LINEAR;
			steps[i].kind = DMR_KIND_LINEAR;
			steps[i].type = below(2) ? DMR_NC : DMR_WB;
			continue;
		}
		steps[i] = there[k] ? unmapping(k) : mapping(k);
		there[k] = !there[k];
	}
	free(there);
}

static void rate(const char *name, u32 n, u32 live)
{
	struct step *steps = calloc(n, sizeof(*steps));
	struct dmr_record *record = new_record();
	double start;

	synthetic(steps, n, live);
	for (u32 i = 0; i < n / 4; i++)
		apply(record, &steps[i]);
	start = seconds();
	for (u32 i = n / 4; i < n; i++)
		apply(record, &steps[i]);
	printf("%-38s %10.0f events/s\n", name,
	       (n - n / 4) / (seconds() - start));
	dmr_destroy(record);
	free(steps);
}

/* the fast path: nothing is known of these frames and addresses */
static void fast_path(u32 n)
{
	struct dmr_record *record = new_record();
	u64 marked = 0;
	double start;

	for (u32 i = 0; i < WORKING_SET; i++)
		apply(record, &(struct step){.op = DMR_OP_MAP,
					     .kind = DMR_KIND_VMAP,
					     .type = DMR_NC,
					     .va = VMALLOC + i * 0x2000ULL,
					     .pfn = 0x1000 + 2 * i,
					     .npages = 1});
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
	printf("%-38s %10llu KiB\n", "idle, 4 GiB of frames",
	       (unsigned long long)stats.bytes >> 10);
	for (u32 i = 0; i < MANY; i++) {
		struct step step = mapping(i);

		apply(record, &step);
	}
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

	if (n < 4) {
		fprintf(stderr, "usage: replay_events [EVENTS]\n");
		return 2;
	}
	rate("1,000 mappings come and go", n, WORKING_SET);
	rate("100,000 mappings come and go", n, MANY);
	fast_path(n);
	memory();
	return 0;
}
