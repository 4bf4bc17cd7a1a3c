// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of a verdict, and that they do not change from boot to boot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "events.h"

#define RAM 0x1000ULL
#define BAR 0xfd000ULL

static struct bed *bed;

static int begin(void **state)
{
	bed = bed_new();
	return 0;
}

static int end(void **state)
{
	bed_free(bed);
	return 0;
}

static void says(const char *text)
{
	char buf[256];
	int n;

	assert_int_equal(bed->n, 1);
	n = dmr_verdict_headline(&bed->verdicts[0], symbolize, NULL, buf,
				 sizeof(buf));
	assert_string_equal(buf, text);
	assert_int_equal(n, strlen(text));
	bed->n = 0;
	/* the length is the same whatever there is room for */
	for (size_t size = 0; size < sizeof(buf); size += 7) {
		memset(buf, 'x', sizeof(buf));
		assert_int_equal(dmr_verdict_headline(&bed->verdicts[0],
						      symbolize, NULL, buf,
						      size),
				 n);
		if (size)
			assert_int_equal(strnlen(buf, size),
					 size <= n ? size - 1 : n);
	}
}

static void aliased(void **state)
{
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	says("dmalias: attr/ram-alias-vmap: foo_map [foo]: 4 pages are WC here "
	     "and WB in the linear map");
	map(bed, DMR_KIND_USER, DMR_UC_MINUS, 0x1000, RAM + 10, 1);
	says("dmalias: attr/ram-alias-user: foo_map [foo]: 1 page is UC- here "
	     "and WB in the linear map");
	map(bed, DMR_KIND_IOREMAP, DMR_UC, VMALLOC + MB, BAR, 2);
	map(bed, DMR_KIND_IOREMAP, DMR_NC, VMALLOC + 2 * MB, BAR, 2);
	says("dmalias: attr/mmio-conflict: foo_map [foo]: 2 pages are WC here "
	     "and UC through ioremap");
}

static void overridden(void **state)
{
	event(bed, DMR_OP_MAP, DMR_KIND_USER, DMR_WB, FOO_MAP, 0x1000, RAM, 2)
		->asked = DMR_UC_MINUS;
	apply(bed);
	says("dmalias: attr/ram-alias-user: foo_map [foo]: asked for UC- on 2 "
	     "pages, the kernel gave WB: they are WB in the linear map");
}

static void refused(void **state)
{
	event(bed, DMR_OP_REFUSED, DMR_KIND_IOREMAP, 0, FOO_MAP, 0, RAM, 1)
		->asked = DMR_NC;
	apply(bed);
	says("dmalias: attr/ram-iomap: foo_map [foo]: asked for WC on 1 page, "
	     "the kernel refused: it is WB in the linear map");
}

static void changed_under(void **state)
{
	linear(bed, DMR_NC, RAM, 2);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 2);
	linear(bed, DMR_WB, RAM, 2);
	says("dmalias: attr/ram-alias-vmap: bar_map [bar]: 2 pages are made WB "
	     "in the linear map while still mapped WC through vmap");
}

static void freed(void **state)
{
	linear(bed, DMR_UC_MINUS, RAM, 2);
	free_pages(bed, DMR_UC_MINUS, RAM, 2);
	says("dmalias: attr/not-restored: foo_free [foo]: 2 pages freed while "
	     "the linear map still has them UC-");
	map(bed, DMR_KIND_USER, DMR_NC, 0x1000, RAM + 10, 1);
	bed->n = 0;
	free_pages(bed, DMR_WB, RAM + 10, 1);
	says("dmalias: attr/ram-alias-user: foo_free [foo]: 1 page freed while "
	     "still mapped WC in user space");
}

static void wrong_call(void **state)
{
	event(bed, DMR_OP_MAP, DMR_KIND_DMA, DMR_WB, BAR_MAP,
	      LINEAR + (RAM << 12), RAM, 2)
		->space = DMR_SPACE_DMA;
	apply(bed);
	map(bed, DMR_KIND_USER, DMR_WB, 0x1000, RAM, 2);
	says("dmalias: attr/user-not-dma-mmap: foo_map [foo]: 2 pages of a DMA "
	     "buffer mapped WB to user space without dma_mmap_*()");
}

/* names that symbols do not have */
static void unnamed(void **state)
{
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, 0, VMALLOC, RAM, 1);
	apply(bed);
	says("dmalias: attr/ram-alias-vmap: somebody: 1 page is WC here and WB "
	     "in the linear map");
	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, MODULES + 5, VMALLOC, RAM,
	      1);
	apply(bed);
	says("dmalias: attr/ram-alias-vmap: unknown code: 1 page is WC here "
	     "and WB in the linear map");
}

static void arm_words(void **state)
{
	struct dmr_config config = bed->config;

	bed_free(bed);
	config.machine = config.profile = DMR_ARM64;
	bed = bed_new_config(&config);
	event(bed, DMR_OP_RAM, 0, 0, 0, 0, 0x100, 0x1ff00);
	apply(bed);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, RAM, 4);
	says("dmalias: attr/ram-alias-vmap: foo_map [foo]: 4 pages are "
	     "Normal-NC here and Normal-WB in the linear map");
}

struct text {
	size_t n;
	char buf[2048];
};

static void add_line(void *arg, const char *line)
{
	struct text *t = arg;

	assert_null(strchr(line, '\n'));
	t->n += snprintf(t->buf + t->n, sizeof(t->buf) - t->n, "%s\n", line);
}

static void lines(void **state)
{
	struct text t = {};

	event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, DMR_UC_MINUS, BAR_MAP, 0,
	      RAM, 4);
	strcpy(bed->event.device, "0000:00:03.0");
	apply(bed);
	bed->event.time = 0;
	event(bed, DMR_OP_FREE, 0, DMR_UC_MINUS, FOO_FREE, 0, RAM, 1);
	dmr_event_run(&bed->event, 0, RAM + 2, 2);
	bed->event.time = 98000000007;
	apply(bed);
	assert_int_equal(bed->n, 1);
	dmr_verdict_lines(&bed->verdicts[0], symbolize, NULL, add_line, &t);
	assert_string_equal(
		t.buf,
		" pfn 0x1000, 3 pages in all\n"
		" freed             UC-  by foo_free+0x9c [foo], insmod/77, "
		"98.000000\n"
		" alias  linear map UC-  by bar_map+0x4 [bar], insmod/77, "
		"device 0000:00:03.0, 1.234567\n"
		" freed at:\n"
		"  foo_free+0x9c [foo]\n"
		"  0xffffffff81000100\n"
		" changed at:\n"
		"  bar_map+0x4 [bar]\n"
		"  0xffffffff81000100\n");
}

static void lines_of_implied(void **state)
{
	struct text t = {};

	event(bed, DMR_OP_MAP, DMR_KIND_VMAP, DMR_NC, 0, VMALLOC, RAM, 2)
		->flags = DMR_EV_FOUND;
	apply(bed);
	dmr_verdict_lines(&bed->verdicts[0], NULL, NULL, add_line, &t);
	assert_string_equal(
		t.buf,
		" pfn 0x1000-0x1001\n"
		" alias  vmap       WC  found in a page table, its maker was not "
		"seen\n"
		" alias  linear map WB  since boot\n");
}

static void names(void **state)
{
	for (int r = 1; r < DMR_RULE_COUNT; r++)
		assert_int_equal(dmr_rule_of(dmr_rule_id(r)), r);
	assert_int_equal(dmr_rule_of("attr/none"), DMR_RULE_NONE);
	for (int w = 0; w < DMR_WHAT_COUNT; w++)
		assert_string_not_equal(dmr_what_name(w), "?");
	for (int o = 0; o < DMR_OP_COUNT; o++)
		assert_string_not_equal(dmr_op_name(o), "?");
	for (int k = 0; k < DMR_KIND_COUNT; k++)
		assert_string_not_equal(dmr_kind_name(k), "?");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(aliased),		TEST(overridden), TEST(refused),
		TEST(changed_under),	TEST(freed),	  TEST(wrong_call),
		TEST(unnamed),		TEST(arm_words),  TEST(lines),
		TEST(lines_of_implied), TEST(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
