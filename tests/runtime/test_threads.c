// SPDX-License-Identifier: GPL-2.0-or-later
/* Events from several threads, while others ask. For ThreadSanitizer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_record.h"
#include "core/internal.h"
#include "events.h"

enum { WRITERS = 3, ROUNDS = 3000, FRAMES = 4096 };

static struct bed *bed;
static u32 writers_left;

static void *write_events(void *arg)
{
	u64 me = (uintptr_t)arg;
	u64 va = VMALLOC + me * 1024 * MB;
	static __thread struct bed mine;

	mine.record = bed->record;
	for (u64 i = 0; i < ROUNDS; i++) {
		u64 pfn = 0x100 + (i * 97 + me * 13) % FRAMES;

		event(&mine, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP + 8 * i,
		      va + (i % 64) * 2 * MB, pfn, 1 + i % 40);
		apply(&mine);
		if (i % 5 == 0)
			linear(&mine, i % 2 ? DMR_UC : DMR_WB, pfn, 8);
		if (i % 3 == 0)
			unmap(&mine, va + (i % 64) * 2 * MB, 3);
		if (i % 11 == 0)
			free_pages(&mine, DMR_WB, pfn, 1);
		if (i % 500 == 0) {
			event(&mine, DMR_OP_RAM, 0, 0, 0, 0,
			      0x40000 + i * WRITERS + me, 1);
			apply(&mine);
		}
	}
	__atomic_fetch_sub(&writers_left, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static bool writing(void)
{
	return __atomic_load_n(&writers_left, __ATOMIC_SEQ_CST);
}

static void *ask(void *arg)
{
	u64 marked = 0, pfn = 0;

	while (writing()) {
		pfn = (pfn + 31) % FRAMES;
		marked += dmr_marked(bed->record, 0x100 + pfn, 64);
		marked += dmr_va_marked(bed->record, VMALLOC + pfn * MB,
					VMALLOC + (pfn + 4) * MB);
		marked += dmr_space_known(bed->record, pfn);
		marked += dmr_is_ram(bed->record, 0x100 + pfn, 4);
		marked += dmr_low(bed->record);
		marked += dmr_linear_type(bed->record, 0x100 + pfn);
	}
	*(u64 *)arg = marked;
	return NULL;
}

static void emit(void *arg, const struct dmr_event *event)
{
	(*(u64 *)arg)++;
}

static void *look(void *arg)
{
	static struct dmr_mapping m[8];
	struct dmr_stats stats;
	u64 n = 0;

	while (writing()) {
		u64 cursor = 0, last = 0;

		while (dmr_next(bed->record, &cursor, &m[0])) {
			if (cursor <= last)
				n = ~0ULL >> 1;
			last = cursor;
		}
		n += dmr_query(bed->record, 0x200, m, 8);
		dmr_stats(bed->record, &stats);
		dmr_snapshot(bed->record, emit, NULL, &n);
		dmr_refill(bed->record);
	}
	*(u64 *)arg = n;
	return NULL;
}

static void all_at_once(void **state)
{
	pthread_t threads[WRITERS + 2];
	u64 asked = 0, seen = 0;
	struct dmr_stats stats;

	bed = bed_new();
	writers_left = WRITERS;
	for (uintptr_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, write_events, (void *)i);
	pthread_create(&threads[WRITERS], NULL, ask, &asked);
	pthread_create(&threads[WRITERS + 1], NULL, look, &seen);
	for (int i = 0; i < WRITERS + 2; i++)
		pthread_join(threads[i], NULL);
	assert_true(asked > 0);
	assert_true(seen > 0 && seen < ~0ULL >> 1);
	assert_null(check_record(bed->record));
	dmr_stats(bed->record, &stats);
	assert_int_equal(stats.events[DMR_OP_MAP], WRITERS * ROUNDS);
	bed_free(bed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_at_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
