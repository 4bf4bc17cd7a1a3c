// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * make_recording SCENARIO FILE [live] - a stream as the module would give it,
 * made by the record itself from events: what it decides is the live verdict. A
 * live one has neither names nor an end.
 */
#include <stdlib.h>
#include <unistd.h>

#include "core/record.h"
#include "core/stream.h"

#define MODULES 0xffffffffc0000000ULL
#define FOO 0xffffffffc0a00000ULL /* text of the module foo */
#define KERNEL 0xffffffff81000000ULL
#define VMAP 0xffffc90000100000ULL
#define SECOND 1000000000ULL

static FILE *out;
static struct dmr_record *record;
static struct dmr_event event;
static u64 now = 12 * SECOND;
static bool taps = true; /* events go to the file */
/* 1: change the first live verdict, 2: drop it, 3: give it twice */
static unsigned int spoil;

static void put(const void *data, size_t size)
{
	if (!size || fwrite(data, size, 1, out) != 1) {
		perror("make_recording");
		exit(1);
	}
}

static void put_event(void *arg, const struct dmr_event *e)
{
	unsigned char data[DMR_RECORD_BYTES];

	if (taps)
		put(data, dmr_encode(e, data, sizeof(data)));
}

static void put_verdict(void *arg, const struct dmr_verdict *verdict)
{
	struct dmr_verdict v = *verdict;
	unsigned char data[DMR_RECORD_BYTES];
	unsigned int how = spoil;

	spoil = 0;
	if (how == 1)
		v.total++;
	if (how == 3)
		put(data, dmr_encode_verdict(&v, data, sizeof(data)));
	if (how != 2)
		put(data, dmr_encode_verdict(&v, data, sizeof(data)));
}

static void begin(enum dmr_op op)
{
	dmr_event_clear(&event);
	event.op = op;
	event.time = now += SECOND / 8;
}

static void apply(void)
{
	if (dmr_low(record))
		dmr_refill(record);
	dmr_apply(record, &event);
}

static void start(void)
{
	struct dmr_config config = {
		.machine = DMR_X86_64,
		.profile = DMR_X86_64,
		.max_pfn = 0x80000,
		.max_bytes = 64 << 20,
		.module_start = MODULES,
		.module_end = 0xffffffffff000000ULL,
		.tap = put_event,
		.verdict = put_verdict,
	};
	unsigned char header[DMR_HEADER_BYTES];

	put(header, dmr_encode_header(header, sizeof(header)));
	if (dmr_create(&config, &record) || dmr_refill(record))
		exit(1);
	dmr_start_event(&config, "6.1.0-test", &event);
	apply();
	begin(DMR_OP_RAM);
	dmr_event_run(&event, 0, 0x100, 0x7ff00);
	apply();
}

static void module(const char *name, u64 text, u16 flags)
{
	begin(DMR_OP_MODULE);
	event.flags = flags;
	snprintf(event.text, sizeof(event.text), "%s", name);
	dmr_event_run(&event, text, 0, 4);
	apply();
}

/* @device, @comm and the stack: who maps */
static void owner(const char *comm, const char *device, u64 func, u64 site)
{
	event.pid = 212;
	event.func = func;
	event.stack[0] = site;
	event.stack[1] = FOO + 0x2f0;
	event.stack[2] = KERNEL + 0x5a1c30;
	event.nr_stack = 3;
	snprintf(event.comm, sizeof(event.comm), "%s", comm);
	snprintf(event.device, sizeof(event.device), "%s", device);
}

static void map(u64 va, u64 pfn, u64 npages, enum dmr_type type)
{
	begin(DMR_OP_MAP);
	event.kind = DMR_KIND_VMAP;
	event.type = type;
	owner("insmod", "foo 0000:00:04.0", KERNEL + 0x1c3a00, FOO + 0x1c4);
	dmr_event_run(&event, va, pfn, npages);
	apply();
}

static void unmap(u64 va, u64 npages)
{
	begin(DMR_OP_UNMAP);
	dmr_event_run(&event, va, 0, npages);
	apply();
}

static void symbol(u64 address, const char *name)
{
	begin(DMR_OP_SYMBOL);
	event.func = address;
	snprintf(event.text, sizeof(event.text), "%s", name);
	put_event(NULL, &event);
}

static void symbols(const char *site)
{
	symbol(FOO + 0x1c4, site);
	symbol(FOO + 0x2f0, "foo_init+0xf0 [foo]");
	symbol(KERNEL + 0x1c3a00, "vmap_small_pages_range_noflush+0x0");
	symbol(FOO + 0x390, "foo_exit+0x10 [foo]");
	symbol(KERNEL + 0x2a1100, "free_unref_page+0x0");
	symbol(KERNEL + 0x5a1c30, "do_one_initcall+0x55");
}

/* RAM mapped write-combining, twice from one place, and pages freed changed */
static void conflicts(void)
{
	map(VMAP, 0x432f2, 4, DMR_NC);
	unmap(VMAP, 4);
	map(VMAP, 0x51000, 1, DMR_NC);
	begin(DMR_OP_FREE);
	event.type = DMR_UC;
	owner("rmmod", "", KERNEL + 0x2a1100, FOO + 0x390);
	dmr_event_run(&event, 0, 0x60000, 2);
	apply();
}

static void clean(void)
{
	begin(DMR_OP_MAP);
	event.kind = DMR_KIND_IOREMAP;
	event.type = DMR_NC;
	owner("insmod", "", KERNEL + 0x1c3a00, FOO + 0x1c4);
	dmr_event_run(&event, VMAP, 0xfd000, 16);
	apply();
	unmap(VMAP, 16);
}

/* an alias that no architecture minds, or minds only on arm64 */
static void tolerated(void)
{
	map(VMAP, 0x432f2, 4, DMR_WT);
	begin(DMR_OP_MAP);
	event.kind = DMR_KIND_VMAP;
	event.type = DMR_NC;
	event.flags = DMR_EV_SANCTIONED;
	owner("insmod", "", KERNEL + 0x1c3a00, FOO + 0x1c4);
	dmr_event_run(&event, VMAP + 0x10000, 0x51000, 1);
	apply();
}

static void lost(void)
{
	begin(DMR_OP_LOST);
	event.count = 17;
	put_event(NULL, &event);
}

/* a record of an op that nobody knows, with a good checksum */
static void unknown_op(void)
{
	unsigned char data[DMR_RECORD_BYTES];
	size_t n;
	u32 crc;

	begin(DMR_OP_SPLIT);
	n = dmr_encode(&event, data, sizeof(data));
	data[4] = 0xf0;
	crc = dmr_crc32c(0, data, n - 4);
	for (int i = 0; i < 4; i++)
		data[n - 4 + i] = crc >> (8 * i);
	put(data, n);
}

/* the recording begins when the record has seen a conflict already */
static void late(void)
{
	unsigned char header[DMR_HEADER_BYTES];

	taps = false;
	spoil = 2;
	map(VMAP + 0x10000, 0x432f2, 4, DMR_NC);
	taps = true;
	rewind(out);
	put(header, dmr_encode_header(header, sizeof(header)));
	dmr_snapshot(record, put_event, NULL, NULL);
	if (ftruncate(fileno(out), ftell(out)))
		exit(1);
}

static void many(void)
{
	for (u64 i = 0; i < 20000; i++)
		map(VMAP + (i << 14), 0x10000 + 8 * i, 4,
		    i % 100 ? DMR_WB : DMR_NC);
}

static void make(const char *scenario, bool live)
{
	start();
	module("foo", FOO, 0);
	if (!strcmp(scenario, "clean"))
		clean();
	else if (!strcmp(scenario, "tolerated"))
		tolerated();
	else if (!strcmp(scenario, "many"))
		many();
	else if (!strcmp(scenario, "late"))
		late();
	spoil = !strcmp(scenario, "altered") ? 1 :
		!strcmp(scenario, "missing") ? 2 :
		!strcmp(scenario, "extra")   ? 3 :
					       0;
	if (!strcmp(scenario, "lost"))
		lost();
	if (!strcmp(scenario, "unknown-op"))
		unknown_op();
	if (strcmp(scenario, "clean") != 0)
		conflicts();
	if (live)
		return;
	/* what a terminal, JSON and SARIF have to escape */
	symbols(!strcmp(scenario, "hostile") ? "p\033[2J\"\xff](x)+0x1 [foo]" :
					       "foo_probe+0x1c4 [foo]");
	if (!strcmp(scenario, "unended"))
		return;
	begin(DMR_OP_END);
	put_event(NULL, &event);
}

int main(int argc, char **argv)
{
	if (argc != 3 && argc != 4) {
		fputs("usage: make_recording SCENARIO FILE [live]\n", stderr);
		return 2;
	}
	out = fopen(argv[2], "w");
	if (!out) {
		perror(argv[2]);
		return 1;
	}
	make(argv[1], argc == 4);
	dmr_destroy(record);
	return fclose(out) ? 1 : 0;
}
