// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events made of bytes, given to a record: what must hold (check_record())
 * holds after them, and a record that began with a snapshot half way gives the
 * same verdicts from there on.
 */
#include <stdlib.h>

/* a fuzzer is built from one file */
#include "../runtime/check_record.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEP = 16, PFN = 32768 - 64 };

struct heard {
	u32 n;
	u64 sum;
};

static void hear(void *arg, const struct dmr_verdict *v)
{
	struct heard *heard = arg;

	heard->n++;
	heard->sum = heard->sum * 31 + v->rule * 7 + v->what + v->pfn * 3 +
		     v->total * 5 + v->nth * 11 + v->other.seq * 13 +
		     v->other.va * 17;
}

static struct dmr_record *new_record(const struct dmr_config *from, u8 how,
				     struct heard *heard)
{
	struct dmr_config config = {
		.profile = how % DMR_ARCH_COUNT,
		.strict = how & 4,
		.full = how & 8,
		.max_pfn = 65536,
		.max_bytes = 4 << 20,
		.module_start = 0xffffffffc0000000,
		.module_end = 0xffffffffd0000000,
		.verdict = hear,
	};
	struct dmr_record *record;

	if (from)
		config = *from;
	config.arg = heard;
	if (dmr_create(&config, &record))
		abort();
	return record;
}

static u64 address(u8 b, bool kernel)
{
	static const u64 odd[] = {0, ~0ULL, ~0xfffULL, 1ULL << 63, 4095};

	if (b >= 250)
		return odd[b - 250 < 5 ? b - 250 : 0];
	return (kernel ? 0xffffc90000000000ULL : 0x10000) + b * 4096ULL;
}

/* 16 bytes are one event with up to two runs; odd ones come with large values
 */
static void make(const u8 *b, struct dmr_event *e)
{
	u8 space = b[3] % 4;

	dmr_event_clear(e);
	e->op = b[0] % (DMR_OP_COUNT + 1);
	e->kind = b[1] % (DMR_KIND_COUNT + 1);
	e->type = b[2] % (DMR_TYPE_COUNT + 1);
	e->asked = b[4] % DMR_TYPE_COUNT;
	e->flags = b[5] & ~DMR_EV_SNAPSHOT;
	e->space = space;
	e->space2 = b[6] % 4;
	e->batch = b[7] % 4;
	e->time = 1 + b[8];
	e->nr_stack = b[9] % 3;
	e->stack[0] = 0xffffffffc0000000 + b[9] / 3;
	e->stack[1] = 1;
	e->func = b[10] % 4;
	e->count = 1;
	if (b[0] < 200)
		e->op = 1 + b[0] % (DMR_OP_COUNT - 1);
	dmr_event_run(e, address(b[11], !space), PFN + b[12], 1 + b[13] % 80);
	if (b[14])
		dmr_event_run(e, address(b[14], !space), PFN + b[15],
			      b[15] == 255 ? 1ULL << 40 : b[15] % 40);
}

static void emit(void *arg, const struct dmr_event *event)
{
	struct dmr_event e = *event;

	dmr_apply(arg, &e);
}

static void check(struct dmr_record *record)
{
	const char *wrong = check_record(record);

	if (!wrong)
		return;
	fprintf(stderr, "%s\n", wrong);
	abort();
}

/* a record that lost something is not the same as its replay */
static bool lossless(struct dmr_record *record)
{
	struct dmr_stats stats;

	dmr_refill(record);
	dmr_stats(record, &stats);
	return !stats.lost_mappings && !stats.lost_owners &&
	       !stats.lost_stacks && !stats.lost_ram && !stats.failed_allocs;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t steps = size / STEP, half = size ? data[size - 1] : 0;
	struct dmr_record *record, *again = NULL;
	struct heard live = {}, replay = {};
	struct dmr_event e, copy;

	if (!steps || steps > 300)
		return 0;
	record = new_record(NULL, data[size - 1] >> 3, &live);
	for (size_t i = 0; i < steps; i++) {
		if (i == half % steps) {
			again = new_record(dmr_config_of(record), 0, &replay);
			dmr_snapshot(record, emit, NULL, again);
			live = (struct heard){};
			replay = (struct heard){};
		}
		make(data + i * STEP, &e);
		dmr_apply(record, &e);
		copy = e;
		if (again)
			dmr_apply(again, &copy);
		if (!lossless(record) && again) {
			dmr_destroy(again);
			again = NULL;
			half = ~0UL;
		}
	}
	check(record);
	if (again) {
		check(again);
		if (live.n != replay.n || live.sum != replay.sum)
			abort();
	}
	dmr_destroy(again);
	dmr_destroy(record);
	return 0;
}
