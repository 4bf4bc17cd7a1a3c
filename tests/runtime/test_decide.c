// SPDX-License-Identifier: GPL-2.0-or-later
/* What each situation leads to: rule, way, pages, whose fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_record.h"
#include "events.h"

#define RAM 0x1000ULL /* a frame of RAM */
#define BAR 0xfd000ULL /* a frame of a device */
#define USER 0xffff888004000000ULL /* a user space: its mm */

static int begin(void **state)
{
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

/* exactly one verdict since the last look */
static const struct dmr_verdict *one(struct bed *bed, enum dmr_rule rule,
				     enum dmr_what what, u64 total)
{
	assert_int_equal(bed->n, 1);
	assert_string_equal(dmr_rule_id(bed->verdicts[0].rule),
			    dmr_rule_id(rule));
	assert_string_equal(dmr_what_name(bed->verdicts[0].what),
			    dmr_what_name(what));
	assert_int_equal(bed->verdicts[0].total, total);
	bed->n = 0;
	return &bed->verdicts[0];
}

static void none(struct bed *bed)
{
	assert_int_equal(bed->n, 0);
}

static void vmap_of_ram(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	v = one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 4);
	assert_int_equal(v->pfn, RAM);
	assert_int_equal(v->npages, 4);
	assert_int_equal(v->culprit.kind, DMR_KIND_VMAP);
	assert_int_equal(v->culprit.type, DMR_NC);
	assert_int_equal(v->culprit.site, FOO_MAP);
	assert_int_equal(v->other.kind, DMR_KIND_LINEAR);
	assert_int_equal(v->other.type, DMR_WB);
	assert_int_equal(v->other.seq, 0);
	assert_int_equal(v->nth, 1);
	unmap(bed, VMALLOC, 4);
	free_pages(bed, DMR_WB, RAM, 4);
	none(bed);
}

static void plain_vmap(void **state)
{
	struct bed *bed = *state;

	map(bed, DMR_KIND_VMAP, DMR_WB, VMALLOC, RAM, 4);
	assert_false(dmr_marked(bed->record, RAM, 4));
	unmap(bed, VMALLOC, 4);
	none(bed);
}

static void changed_before_vmap(void **state)
{
	struct bed *bed = *state;

	linear(bed, DMR_NC, RAM, 4);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	unmap(bed, VMALLOC, 4);
	linear(bed, DMR_WB, RAM, 4);
	free_pages(bed, DMR_WB, RAM, 4);
	none(bed);
	assert_false(dmr_marked(bed->record, RAM, 4));
}

static void cached_vmap_of_changed(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	linear(bed, DMR_NC, RAM + 1, 2);
	map(bed, DMR_KIND_VMAP, DMR_WB, VMALLOC, RAM, 4);
	v = one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 2);
	assert_int_equal(v->pfn, RAM + 1);
	assert_int_equal(v->other.site, BAR_MAP);
	assert_int_equal(v->other.va, LINEAR + ((RAM + 1) << 12));
}

static void changed_under(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	linear(bed, DMR_UC, RAM, 4);
	map(bed, DMR_KIND_VMAP, DMR_UC_MINUS, VMALLOC, RAM, 4);
	none(bed);
	linear(bed, DMR_WB, RAM + 2, 1);
	v = one(bed, DMR_RAM_ALIAS_VMAP, DMR_CHANGED_UNDER, 1);
	assert_int_equal(v->culprit.kind, DMR_KIND_LINEAR);
	assert_int_equal(v->other.kind, DMR_KIND_VMAP);
	assert_int_equal(v->other.va, VMALLOC + 0x2000);
	/* the cure, and then what is as bad as before */
	linear(bed, DMR_UC, RAM + 2, 1);
	none(bed);
}

static void cure_is_silent(void **state)
{
	struct bed *bed = *state;

	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 4);
	linear(bed, DMR_NC, RAM, 4);
	none(bed);
}

static void absent_is_no_conflict(void **state)
{
	struct bed *bed = *state;
	struct dmr_stats stats;

	linear(bed, DMR_ABSENT, RAM, 8);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	none(bed);
	dmr_stats(bed->record, &stats);
	assert_int_equal(stats.linear_pages[DMR_ABSENT], 8);
	free_pages(bed, DMR_ABSENT, RAM + 4, 4);
	none(bed);
	linear(bed, DMR_WB, RAM, 8);
	one(bed, DMR_RAM_ALIAS_VMAP, DMR_CHANGED_UNDER, 4);
	dmr_stats(bed->record, &stats);
	assert_int_equal(stats.linear_pages[DMR_ABSENT], 0);
}

static void freed_changed(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	linear(bed, DMR_UC_MINUS, RAM, 4);
	free_pages(bed, DMR_UC_MINUS, RAM, 1);
	v = one(bed, DMR_NOT_RESTORED, DMR_FREED_CHANGED, 1);
	assert_int_equal(v->culprit.site, FOO_FREE);
	assert_int_equal(v->culprit.kind, DMR_KIND_NONE);
	assert_int_equal(v->other.site, BAR_MAP);
	/* one report for one change, not for each page, nor for each free */
	free_pages(bed, DMR_UC_MINUS, RAM + 1, 3);
	free_pages(bed, DMR_UC_MINUS, RAM, 1);
	none(bed);
	/* changed anew by somebody: a further one */
	linear(bed, DMR_UC_MINUS, RAM, 1);
	free_pages(bed, DMR_UC_MINUS, RAM, 1);
	assert_int_equal(one(bed, DMR_NOT_RESTORED, DMR_FREED_CHANGED, 1)->nth,
			 2);
}

static void freed_in_pieces_of_one_call(void **state)
{
	struct bed *bed = *state;

	linear(bed, DMR_NC, RAM, 1);
	event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, DMR_NC, BAR_MAP, 0, RAM + 8,
	      2);
	dmr_event_run(&bed->event, 0, RAM + 12, 1);
	apply(bed);
	event(bed, DMR_OP_FREE, 0, DMR_NC, FOO_FREE, 0, RAM + 8, 2);
	dmr_event_run(&bed->event, 0, RAM + 12, 1);
	apply(bed);
	one(bed, DMR_NOT_RESTORED, DMR_FREED_CHANGED, 3);
}

static void changed_before_load(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	free_pages(bed, DMR_UC_MINUS, RAM, 2);
	v = one(bed, DMR_NOT_RESTORED, DMR_FREED_CHANGED, 2);
	assert_int_equal(v->other.seq, 0);
	assert_int_equal(v->other.type, DMR_UC_MINUS);
	free_pages(bed, DMR_UC_MINUS, RAM, 2);
	none(bed);
	assert_int_equal(dmr_linear_type(bed->record, RAM), DMR_UC_MINUS);
	free_pages(bed, DMR_WB, RAM, 2);
	assert_int_equal(dmr_linear_type(bed->record, RAM), DMR_WB);
	none(bed);
}

static void freed_aliased(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	bed->n = 0;
	free_pages(bed, DMR_WB, RAM + 1, 1);
	v = one(bed, DMR_RAM_ALIAS_VMAP, DMR_FREED_ALIASED, 1);
	assert_int_equal(v->other.kind, DMR_KIND_VMAP);
	free_pages(bed, DMR_WB, RAM + 2, 1);
	none(bed);
}

static void freed_changed_and_aliased(void **state)
{
	struct bed *bed = *state;

	linear(bed, DMR_NC, RAM, 1);
	map(bed, DMR_KIND_USER, DMR_NC, 0x10000, RAM, 1);
	free_pages(bed, DMR_NC, RAM, 1);
	assert_int_equal(bed->n, 2);
	assert_int_equal(bed->verdicts[0].rule + bed->verdicts[1].rule,
			 DMR_NOT_RESTORED + DMR_RAM_ALIAS_USER);
}

static void user_overridden(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	event(bed, DMR_OP_MAP, DMR_KIND_USER, DMR_WB, FOO_MAP, 0x10000, RAM, 3)
		->asked = DMR_UC_MINUS;
	bed->event.space = USER;
	apply(bed);
	v = one(bed, DMR_RAM_ALIAS_USER, DMR_OVERRIDDEN, 3);
	assert_int_equal(v->culprit.asked, DMR_UC_MINUS);
	assert_int_equal(v->culprit.space, USER);
	/* it is plain write-back: not worth memory */
	assert_false(dmr_space_known(bed->record, USER));
}

static void user_inserted(void **state)
{
	struct bed *bed = *state;

	event(bed, DMR_OP_MAP, DMR_KIND_USER, DMR_NC, FOO_MAP, 0x10000, RAM, 1);
	bed->event.space = USER;
	apply(bed);
	one(bed, DMR_RAM_ALIAS_USER, DMR_ALIASED, 1);
	assert_true(dmr_space_known(bed->record, USER));
	event(bed, DMR_OP_UNMAP_SPACE, 0, 0, 0, 0, 0, 0)->space = USER;
	apply(bed);
	assert_false(dmr_space_known(bed->record, USER));
	assert_false(dmr_marked(bed->record, RAM, 1));
}

static void ioremap_of_ram(void **state)
{
	struct bed *bed = *state;

	event(bed, DMR_OP_REFUSED, DMR_KIND_IOREMAP, 0, FOO_MAP, 0, RAM, 2)
		->asked = DMR_UC_MINUS;
	apply(bed);
	one(bed, DMR_RAM_IOMAP, DMR_WAS_REFUSED, 2);
	event(bed, DMR_OP_REFUSED, DMR_KIND_IOREMAP, 0, FOO_MAP, 0, RAM, 2)
		->asked = DMR_WB;
	apply(bed);
	one(bed, DMR_RAM_IOMAP, DMR_WAS_REFUSED, 2);
	event(bed, DMR_OP_REFUSED, DMR_KIND_MEMREMAP, 0, FOO_MAP, 0, RAM, 2)
		->asked = DMR_NC;
	apply(bed);
	one(bed, DMR_RAM_IOMAP, DMR_WAS_REFUSED, 2);
	event(bed, DMR_OP_REFUSED, DMR_KIND_IOREMAP, 0, FOO_MAP, 0, BAR, 2)
		->asked = DMR_NC;
	apply(bed);
	none(bed);
}

static void mmio(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	map(bed, DMR_KIND_IOREMAP, DMR_NC, VMALLOC, BAR + 64, 16);
	none(bed);
	map(bed, DMR_KIND_IOREMAP, DMR_UC_MINUS, VMALLOC + MB, BAR, 4);
	none(bed);
	event(bed, DMR_OP_MAP, DMR_KIND_IOREMAP, DMR_UC_MINUS, BAR_MAP,
	      VMALLOC + 2 * MB, BAR + 2, 4)
		->asked = DMR_NC;
	apply(bed);
	v = one(bed, DMR_MMIO_CONFLICT, DMR_OVERRIDDEN, 2);
	assert_int_equal(v->pfn, BAR + 2);
	assert_int_equal(v->culprit.site, BAR_MAP);
	assert_int_equal(v->other.site, FOO_MAP);
	map(bed, DMR_KIND_IOREMAP, DMR_NC, VMALLOC + 3 * MB, BAR, 1);
	one(bed, DMR_MMIO_CONFLICT, DMR_ALIASED, 1);
}

/* what fbdev does on x86: UC- is asked for, the driver's WC is what is meant */
static void frame_buffer_in_user_space(void **state)
{
	struct bed *bed = *state;

	map(bed, DMR_KIND_IOREMAP, DMR_NC, VMALLOC, BAR, 16);
	event(bed, DMR_OP_MAP, DMR_KIND_USER, DMR_NC, FOO_MAP, 0x7f0000000000,
	      BAR, 16)
		->asked = DMR_UC_MINUS;
	bed->event.space = 0x1234;
	apply(bed);
	none(bed);
	/* registers are not so */
	event(bed, DMR_OP_MAP, DMR_KIND_IOREMAP, DMR_NC, BAR_MAP, VMALLOC + MB,
	      BAR, 1)
		->asked = DMR_UC_MINUS;
	apply(bed);
	one(bed, DMR_MMIO_CONFLICT, DMR_OVERRIDDEN, 1);
}

static void dma_buffer(struct bed *bed)
{
	event(bed, DMR_OP_MAP, DMR_KIND_DMA, DMR_WB, FOO_MAP,
	      LINEAR + (RAM << 12), RAM, 4);
	bed->event.space = DMR_SPACE_DMA;
	strcpy(bed->event.device, "0000:00:03.0");
	apply(bed);
	none(bed);
}

static void user_map(struct bed *bed, enum dmr_type type, u16 flags, u64 va)
{
	event(bed, DMR_OP_MAP, DMR_KIND_USER, type, BAR_MAP, va, RAM + 1, 2);
	bed->event.flags = flags;
	bed->event.space = USER;
	apply(bed);
}

static void dma_to_user(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	dma_buffer(bed);
	user_map(bed, DMR_WB, DMR_EV_DMA_MMAP, 0x10000);
	user_map(bed, DMR_WB, DMR_EV_INSERT, 0x20000);
	user_map(bed, DMR_WB, DMR_EV_FOUND, 0x30000);
	none(bed);
	user_map(bed, DMR_NC, 0, 0x40000);
	v = one(bed, DMR_USER_NOT_DMA_MMAP, DMR_WRONG_CALL, 2);
	assert_int_equal(v->other.kind, DMR_KIND_DMA);
	assert_string_equal(v->other.device, "0000:00:03.0");
	event(bed, DMR_OP_UNMAP, 0, 0, 0, LINEAR + (RAM << 12), 0, 4);
	bed->event.space = DMR_SPACE_DMA;
	apply(bed);
	event(bed, DMR_OP_UNMAP, 0, 0, 0, 0x40000, 0, 2)->space = USER;
	apply(bed);
	user_map(bed, DMR_WB, 0, 0x10000);
	none(bed);
}

/* an end that was not seen: the pages are no buffer when they are free */
static void dma_freed(void **state)
{
	struct bed *bed = *state;

	dma_buffer(bed);
	free_pages(bed, DMR_WB, RAM + 1, 2);
	user_map(bed, DMR_WB, 0, 0x10000);
	none(bed);
	event(bed, DMR_OP_MAP, DMR_KIND_USER, DMR_WB, BAR_MAP, 0x20000, RAM, 4)
		->space = USER;
	apply(bed);
	one(bed, DMR_USER_NOT_DMA_MMAP, DMR_WRONG_CALL, 2);
}

static void sanctioned(void **state)
{
	struct bed *bed = *state;
	struct dmr_stats stats;

	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP, VMALLOC, RAM, 4)
		->flags = DMR_EV_SANCTIONED;
	apply(bed);
	none(bed);
	dmr_stats(bed->record, &stats);
	assert_int_equal(stats.suppressed, 1);
	dmr_set_strict(bed->record, true);
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP, VMALLOC + MB,
	      RAM, 4)
		->flags = DMR_EV_SANCTIONED;
	apply(bed);
	assert_true(one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 4)->strict);
}

static void tolerated(void **state)
{
	struct bed *bed = *state;

	linear(bed, DMR_UC, RAM, 4);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	none(bed);
	unmap(bed, VMALLOC, 4);
	dmr_set_strict(bed->record, true);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	assert_true(one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 4)->strict);
}

static void batch(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP, VMALLOC, RAM, 4);
	dmr_event_run(&bed->event, VMALLOC + 0x4000, RAM + 10, 1);
	bed->event.batch = 5;
	bed->event.flags = DMR_EV_MORE;
	apply(bed);
	none(bed);
	/* of another task, in between */
	map(bed, DMR_KIND_USER, DMR_NC, 0x10000, RAM + 50, 1);
	one(bed, DMR_RAM_ALIAS_USER, DMR_ALIASED, 1);
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP, VMALLOC + 0x5000,
	      RAM + 20, 2);
	bed->event.batch = 5;
	apply(bed);
	v = one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 7);
	assert_int_equal(v->pfn, RAM);
	assert_int_equal(v->npages, 4);
}

static void abandoned_batch(void **state)
{
	struct bed *bed = *state;

	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP, VMALLOC, RAM, 4);
	bed->event.batch = 5;
	bed->event.flags = DMR_EV_MORE;
	apply(bed);
	for (int i = 0; i < 5000; i++)
		unmap(bed, 0x5000, 1);
	one(bed, DMR_RAM_ALIAS_VMAP, DMR_ALIASED, 4);
}

static void more_batches_than_room(void **state)
{
	struct bed *bed = *state;

	for (int i = 0; i < 20; i++) {
		event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, FOO_MAP,
		      VMALLOC + i * MB, RAM + i, 1);
		bed->event.batch = 100 + i;
		bed->event.flags = DMR_EV_MORE;
		apply(bed);
	}
	assert_int_equal(bed->n, 12);
	for (int i = 0; i < 12; i++)
		assert_int_equal(bed->verdicts[i].pfn, RAM + i);
}

static void both_found(void **state)
{
	struct bed *bed = *state;
	const struct dmr_verdict *v;

	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, 0, VMALLOC, BAR, 1)
		->flags = DMR_EV_FOUND;
	apply(bed);
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_UC, 0, VMALLOC + MB, BAR, 1)
		->flags = DMR_EV_FOUND;
	apply(bed);
	v = one(bed, DMR_MMIO_CONFLICT, DMR_ALIASED, 1);
	assert_int_equal(v->culprit.nr_stack, 0);
	assert_int_equal(v->other.flags, DMR_EV_FOUND);
}

static void found_keeps_owner(void **state)
{
	struct bed *bed = *state;
	struct dmr_mapping m;

	map(bed, DMR_KIND_IOREMAP, DMR_UC_MINUS, VMALLOC + 0x1000, BAR + 1, 2);
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_UC_MINUS, 0, VMALLOC, BAR, 4)
		->flags = DMR_EV_FOUND;
	apply(bed);
	none(bed);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(dmr_query(bed->record, BAR + i, &m, 1), 1);
		assert_int_equal(m.side.site, i == 1 || i == 2 ? FOO_MAP : 0);
	}
}

static void reread_keeps_owner(void **state)
{
	struct bed *bed = *state;
	struct dmr_mapping m;

	linear(bed, DMR_UC, RAM, 4);
	event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, DMR_UC_MINUS, 0, 0, RAM, 4)
		->flags = DMR_EV_FOUND;
	apply(bed);
	assert_int_equal(dmr_query(bed->record, RAM + 3, &m, 1), 1);
	assert_int_equal(m.side.type, DMR_UC_MINUS);
	assert_int_equal(m.side.site, BAR_MAP);
	/* the call failed: nothing was changed */
	event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, DMR_WB, 0, 0, RAM, 4)->flags =
		DMR_EV_FOUND;
	apply(bed);
	assert_int_equal(dmr_query(bed->record, RAM, &m, 1), 0);
}

/* rules of arm64 over what happens on x86 */
static void other_profile(void **state)
{
	struct bed *bed = *state;
	struct dmr_config config = bed->config;
	struct bed *arm;

	config.profile = DMR_ARM64;
	config.strict = true;
	arm = bed_new_config(&config);
	map(arm, DMR_KIND_IOREMAP, DMR_UC, VMALLOC, BAR, 1);
	map(arm, DMR_KIND_IOREMAP, DMR_DEV_NGNRE, VMALLOC + MB, BAR, 1);
	assert_true(one(arm, DMR_MMIO_CONFLICT, DMR_ALIASED, 1)->strict);
	bed_free(arm);
}

static void mirrored(enum dmr_arch arch, bool ram)
{
	for (int a = 0; a < DMR_TYPE_COUNT; a++) {
		assert_int_equal(dmr_relate(arch, a, a, ram), DMR_AGREE);
		assert_int_equal(dmr_relate(arch, a, DMR_ABSENT, ram),
				 DMR_AGREE);
		for (int b = 0; b < DMR_TYPE_COUNT; b++)
			assert_int_equal(dmr_relate(arch, a, b, ram),
					 dmr_relate(arch, b, a, ram));
	}
}

static void relations(void **state)
{
	for (int arch = 0; arch < DMR_ARCH_COUNT; arch++) {
		mirrored(arch, true);
		mirrored(arch, false);
		assert_int_equal(dmr_relate(arch, DMR_WB, DMR_NC, true),
				 DMR_CONFLICT);
		assert_int_equal(dmr_relate(arch, DMR_WB, DMR_UC, true),
				 DMR_CONFLICT);
		assert_int_equal(dmr_relate(arch, DMR_NC, DMR_UC, true),
				 DMR_TOLERATED);
		assert_int_equal(dmr_relate(arch, DMR_NC, DMR_UC, false),
				 DMR_CONFLICT);
		assert_int_equal(dmr_relate(arch, DMR_WB, DMR_WB_TAGGED, true),
				 DMR_AGREE);
		assert_string_equal(
			dmr_arch_name(dmr_arch_of(dmr_arch_name(arch))),
			dmr_arch_name(arch));
	}
	assert_int_equal(dmr_relate(DMR_X86_64, DMR_WB, DMR_WT, true),
			 DMR_CONFLICT);
	assert_int_equal(dmr_relate(DMR_ARM64, DMR_WB, DMR_WT, true),
			 DMR_TOLERATED);
	assert_int_equal(dmr_relate(DMR_X86_64, DMR_UC_MINUS, DMR_UC, false),
			 DMR_AGREE);
	assert_int_equal(dmr_relate(DMR_ARM64, DMR_DEV_NGNRE, DMR_UC, false),
			 DMR_TOLERATED);
	assert_int_equal(dmr_arch_of("vax"), DMR_ARCH_COUNT);
}

/* a full table of sites does not lose verdicts, only who is counted apart */
static void sites_bounded(void **state)
{
	struct bed *bed = *state;
	u32 last = 0;

	for (u32 i = 0; i < 3000; i++) {
		event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, MODULES + 16 * i,
		      VMALLOC, RAM, 1);
		bed->n = 0;
		apply(bed);
		assert_int_equal(bed->n, 1);
		last = bed->verdicts[0].nth;
	}
	assert_true(last > 1900);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(vmap_of_ram),
		TEST(plain_vmap),
		TEST(changed_before_vmap),
		TEST(cached_vmap_of_changed),
		TEST(changed_under),
		TEST(cure_is_silent),
		TEST(absent_is_no_conflict),
		TEST(freed_changed),
		TEST(freed_in_pieces_of_one_call),
		TEST(changed_before_load),
		TEST(freed_aliased),
		TEST(freed_changed_and_aliased),
		TEST(user_overridden),
		TEST(user_inserted),
		TEST(ioremap_of_ram),
		TEST(mmio),
		TEST(frame_buffer_in_user_space),
		TEST(dma_to_user),
		TEST(dma_freed),
		TEST(sanctioned),
		TEST(tolerated),
		TEST(batch),
		TEST(abandoned_batch),
		TEST(more_batches_than_room),
		TEST(both_found),
		TEST(found_keeps_owner),
		TEST(reread_keeps_owner),
		TEST(other_profile),
		TEST(relations),
		TEST(sites_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
