// SPDX-License-Identifier: GPL-2.0-or-later
/* Large ranges, cuts in the middle, and what happens when memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_record.h"
#include "events.h"

#define RAM 0x1000ULL
#define PAGES_2M 512
#define PAGES_1G (512 * 512ULL)

/* the core's own memory, in the place of os_user.c */
static u32 allocations, fail_from = ~0U;

void *dmr_alloc(size_t size)
{
	void *memory;

	if (allocations++ >= fail_from)
		return NULL;
	if (posix_memalign(&memory, 4096, size))
		return NULL;
	return memset(memory, 0, size);
}

void dmr_free(void *memory)
{
	free(memory);
}

static int begin(void **state)
{
	fail_from = ~0U;
	*state = bed_new();
	return 0;
}

static int end(void **state)
{
	struct bed *bed = *state;
	const char *wrong = check_record(bed->record);

	if (wrong)
		print_error("%s\n", wrong);
	bed_free(bed);
	return wrong != NULL;
}

static struct dmr_stats stats_of(struct bed *bed)
{
	struct dmr_stats stats;

	dmr_stats(bed->record, &stats);
	return stats;
}

static void large_leaf(void **state)
{
	struct bed *bed = *state;

	linear(bed, DMR_UC, 0x2000, 2 * PAGES_2M);
	assert_int_equal(stats_of(bed).mappings, 1);
	assert_int_equal(stats_of(bed).linear_pages[DMR_UC], 2 * PAGES_2M);
	linear(bed, DMR_WB, 0x2000 + 100, 1);
	assert_int_equal(stats_of(bed).mappings, 2);
	assert_false(dmr_marked(bed->record, 0x2000 + 100, 1));
	assert_true(dmr_marked(bed->record, 0x2000 + 99, 1));
	assert_true(dmr_marked(bed->record, 0x2000 + 100, 2));
	assert_int_equal(dmr_linear_type(bed->record, 0x2000 + 100), DMR_WB);
	assert_int_equal(dmr_linear_type(bed->record, 0x2000 + 101), DMR_UC);
	assert_int_equal(stats_of(bed).owners, 1);
	linear(bed, DMR_WB, 0x2000, 2 * PAGES_2M);
	assert_int_equal(stats_of(bed).mappings, 0);
	assert_int_equal(stats_of(bed).owners, 0);
	assert_int_equal(stats_of(bed).stacks, 0);
}

static void neighbours_join(void **state)
{
	struct bed *bed = *state;

	for (int i = 0; i < 100; i++) {
		event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, DMR_NC, FOO_MAP, 0,
		      RAM + i, 1);
		bed->event.batch = 9;
		bed->event.flags = i < 99 ? DMR_EV_MORE : 0;
		apply(bed);
	}
	assert_int_equal(stats_of(bed).mappings, 1);
	/* of another owner: not */
	linear(bed, DMR_NC, RAM + 100, 1);
	assert_int_equal(stats_of(bed).mappings, 2);
}

/* more sections than there are chunks to spare */
static void gigabyte(void **state)
{
	struct bed *bed = bed_new_config(&(struct dmr_config){
		.max_pfn = 4 * PAGES_1G,
		.max_bytes = 32 * MB,
	});

	map(bed, DMR_KIND_IOREMAP, DMR_UC, VMALLOC, PAGES_1G, PAGES_1G);
	assert_int_equal(stats_of(bed).mappings, 1);
	assert_true(stats_of(bed).lost_filters > 0);
	for (u64 pfn = PAGES_1G; pfn < 2 * PAGES_1G; pfn += 4096)
		assert_true(dmr_marked(bed->record, pfn, 1));
	assert_true(dmr_low(bed->record));
	assert_int_equal(dmr_refill(bed->record), 0);
	assert_null(check_record(bed->record));
	unmap(bed, VMALLOC + 0x1000, 1);
	assert_false(dmr_marked(bed->record, PAGES_1G + 1, 1));
	assert_int_equal(stats_of(bed).mappings, 2);
	unmap(bed, VMALLOC, PAGES_1G);
	assert_false(dmr_marked(bed->record, 0, 4 * PAGES_1G));
	assert_null(check_record(bed->record));
	bed_free(bed);
}

/* the steps of an unmap: so many mappings each, and nothing is left out */
static void reach(void **state)
{
	struct bed *bed = *state;
	u64 last = VMALLOC + 100 * 0x1000 - 1, to;

	assert_true(dmr_reach(bed->record, 0, VMALLOC, last, 3) == last);
	for (int i = 0; i < 10; i++)
		map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x2000, RAM + i,
		    1);
	assert_true(dmr_reach(bed->record, 0, VMALLOC, last, 3) ==
		    VMALLOC + 0x4fff);
	assert_true(dmr_reach(bed->record, 0, VMALLOC + 0x5000, last, 1) ==
		    VMALLOC + 0x6fff);
	assert_true(dmr_reach(bed->record, 0, VMALLOC, last, 11) == last);
	assert_true(dmr_reach(bed->record, 0, VMALLOC, VMALLOC + 0x2fff, 2) ==
		    VMALLOC + 0x2fff);
	assert_true(dmr_reach(bed->record, 1, VMALLOC, last, 1) == last);
	for (u64 va = VMALLOC; va <= last; va = to + 1) {
		to = dmr_reach(bed->record, 0, va, last, 3);
		unmap(bed, va, (to + 1 - va) >> 12);
	}
	assert_int_equal(stats_of(bed).mappings, 0);
}

/* thousands of free slots before the only mapping */
static void sparse_slots(void **state)
{
	struct bed *bed = *state;
	struct dmr_mapping mapping;
	u64 cursor = 0;

	for (int i = 0; i < 5000; i++) {
		map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x2000ULL,
		    RAM + i, 1);
		assert_int_equal(dmr_refill(bed->record), 0);
	}
	unmap(bed, VMALLOC, 2 * 4999);
	assert_true(dmr_next(bed->record, &cursor, &mapping));
	assert_int_equal(mapping.pfn, RAM + 4999);
	assert_false(dmr_next(bed->record, &cursor, &mapping));
}

static void top_of_addresses(void **state)
{
	struct bed *bed = *state;

	map(bed, DMR_KIND_IOREMAP, DMR_UC, ~0ULL - 0xfff, 0xfd000, 1);
	map(bed, DMR_KIND_IOREMAP, DMR_UC, 0, 0xfd001, 1);
	assert_int_equal(stats_of(bed).mappings, 2);
	event(bed, DMR_OP_UNMAP_SPACE, 0, 0, 0, 0, 0, 0);
	apply(bed);
	assert_int_equal(stats_of(bed).mappings, 0);
}

/* what cannot be is refused, counted, and harms nothing */
static void nonsense(void **state)
{
	struct bed *bed = *state;

	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, ~0ULL - 2, 2);
	map(bed, DMR_KIND_VMAP, DMR_NC, ~0ULL - 0xfff, RAM, 2);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, ~0ULL);
	assert_int_equal(stats_of(bed).lost_mappings, 3);
	map(bed, DMR_KIND_COUNT, DMR_NC, VMALLOC, RAM, 1);
	map(bed, DMR_KIND_VMAP, DMR_TYPE_COUNT, VMALLOC, RAM, 1);
	assert_int_equal(stats_of(bed).events[DMR_OP_NONE], 2);
	assert_int_equal(stats_of(bed).mappings, 0);
	assert_int_equal(bed->n, 0);
}

static void idle_memory(void **state)
{
	struct bed *bed = bed_new_config(&(struct dmr_config){
		.max_pfn = 0x80000, /* 2 GiB */
		.max_bytes = 32 * MB,
	});

	/* 0.03 % of 2 GiB */
	assert_true(stats_of(bed).bytes <= 600 * KB);
	bed_free(bed);
}

/* no refill: the pools run dry, the record stays whole and says so */
static void pools_run_dry(void **state)
{
	struct bed *bed = *state;
	struct dmr_stats stats;

	for (u64 i = 0; i < 5000; i++)
		map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x3000,
		    RAM + 2 * i, 1);
	stats = stats_of(bed);
	assert_true(stats.lost_mappings > 0);
	assert_int_equal(stats.lost_mappings + stats.mappings, 5000);
	assert_true(stats.lost_owners > 0);
	assert_int_equal(stats.verdicts[DMR_RAM_ALIAS_VMAP], 5000);
	/* of what is lost the filter says: in doubt */
	for (u64 i = 0; i < 5000; i++)
		assert_true(dmr_marked(bed->record, RAM + 2 * i, 1));
	assert_false(dmr_marked(bed->record, RAM + 1, 1));
	assert_null(check_record(bed->record));
	unmap(bed, VMALLOC, 5000 * 3);
	assert_int_equal(stats_of(bed).mappings, 0);
	assert_int_equal(dmr_refill(bed->record), 0);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM + 1, 1);
	assert_int_equal(stats_of(bed).mappings, 1);
}

static void refilled_in_time(void **state)
{
	struct bed *bed = *state;

	for (u64 i = 0; i < 20000; i++) {
		map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x3000,
		    RAM + 2 * i, 1);
		if (dmr_low(bed->record))
			assert_int_equal(dmr_refill(bed->record), 0);
	}
	assert_int_equal(stats_of(bed).mappings, 20000);
	assert_int_equal(stats_of(bed).lost_mappings, 0);
	assert_int_equal(stats_of(bed).lost_owners, 0);
	assert_int_equal(stats_of(bed).lost_stacks, 0);
}

static void bound_holds(void **state)
{
	struct bed *bed = bed_new_config(&(struct dmr_config){
		.max_pfn = 0x20000,
		.max_bytes = 1 * MB,
	});
	struct dmr_stats stats;

	for (u64 i = 0; i < 20000; i++) {
		map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x3000, 2 * i, 1);
		if (dmr_low(bed->record))
			dmr_refill(bed->record);
	}
	stats = stats_of(bed);
	assert_true(stats.bytes <= 1 * MB);
	assert_true(stats.failed_allocs > 0);
	assert_true(stats.mappings > 2000);
	assert_int_equal(stats.mappings + stats.lost_mappings, 20000);
	assert_null(check_record(bed->record));
	bed_free(bed);
}

/* every allocation of a life fails in turn */
static void failing_allocations(void **state)
{
	for (u32 n = 0;; n++) {
		struct bed *bed;

		allocations = 0;
		fail_from = n;
		bed = bed_new_config(&(struct dmr_config){
			.max_pfn = 0x20000,
			.max_bytes = 32 * MB,
		});
		if (!bed)
			continue;
		for (u64 i = 0; i < 3000; i++) {
			map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC + i * 0x3000,
			    2 * i, 1);
			if (i % 64 == 0)
				dmr_refill(bed->record);
		}
		assert_null(check_record(bed->record));
		bed_free(bed);
		if (allocations <= n)
			break;
		n += n / 8;
	}
	fail_from = ~0U;
}

static void bad_configs(void **state)
{
	struct dmr_config config = {.max_bytes = 32 * MB};
	struct dmr_record *record;

	config.machine = DMR_ARCH_COUNT;
	assert_int_equal(dmr_create(&config, &record), -EINVAL);
	config.machine = DMR_X86_64;
	config.max_pfn = ~0ULL;
	assert_int_equal(dmr_create(&config, &record), -EINVAL);
	config.max_pfn = 1ULL << 40;
	assert_int_equal(dmr_create(&config, &record), -ENOMEM);
	config.max_pfn = 0;
	config.max_bytes = 1000;
	assert_int_equal(dmr_create(&config, &record), -ENOMEM);
	assert_null(record);
	config.max_bytes = ~0ULL;
	assert_int_equal(dmr_create(&config, &record), 0);
	dmr_destroy(record);
	dmr_destroy(NULL);
}

static void ram_ranges(void **state)
{
	struct bed *bed = bed_new_config(&(struct dmr_config){
		.max_pfn = 0x20000,
		.max_bytes = 32 * MB,
	});

	event(bed, DMR_OP_RAM, 0, 0, 0, 0, 100, 10);
	dmr_event_run(&bed->event, 0, 120, 10);
	apply(bed);
	assert_true(dmr_is_ram(bed->record, 100, 10));
	assert_false(dmr_is_ram(bed->record, 100, 11));
	assert_false(dmr_is_ram(bed->record, 99, 2));
	assert_false(dmr_is_ram(bed->record, 100, 30));
	assert_false(dmr_is_ram(bed->record, ~0ULL, 2));
	event(bed, DMR_OP_RAM, 0, 0, 0, 0, 110, 10);
	apply(bed);
	assert_true(dmr_is_ram(bed->record, 100, 30));
	for (int i = 0; i < 1000; i++) {
		event(bed, DMR_OP_RAM, 0, 0, 0, 0, 1000 - 2 * (i % 400), 1);
		apply(bed);
	}
	assert_true(stats_of(bed).lost_ram > 0);
	assert_true(dmr_is_ram(bed->record, 1000, 1));
	bed_free(bed);
}

static void addresses(void **state)
{
	struct bed *bed = *state;

	assert_false(dmr_va_marked(bed->record, VMALLOC, VMALLOC + 4 * MB));
	map(bed, DMR_KIND_IOREMAP, DMR_UC, VMALLOC + 2 * MB, 0xfd000, 1024);
	assert_true(dmr_va_marked(bed->record, VMALLOC, VMALLOC + 4 * MB));
	assert_true(dmr_va_marked(bed->record, VMALLOC + 5 * MB,
				  VMALLOC + 5 * MB + 1));
	assert_false(dmr_va_marked(bed->record, VMALLOC, VMALLOC + 1));
	map(bed, DMR_KIND_IOREMAP, DMR_UC, VMALLOC + 8 * 1024 * MB, 0xfe000,
	    4 * PAGES_1G);
	assert_true(dmr_va_marked(bed->record, VMALLOC, VMALLOC + 1));
	event(bed, DMR_OP_UNMAP_SPACE, 0, 0, 0, 0, 0, 0);
	apply(bed);
	assert_false(dmr_va_marked(bed->record, VMALLOC, VMALLOC + 1024 * MB));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(large_leaf),    TEST(neighbours_join),
		TEST(gigabyte),	     TEST(reach),
		TEST(sparse_slots),  TEST(top_of_addresses),
		TEST(nonsense),	     TEST(idle_memory),
		TEST(pools_run_dry), TEST(refilled_in_time),
		TEST(bound_holds),   TEST(failing_allocations),
		TEST(bad_configs),   TEST(ram_ranges),
		TEST(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
