// SPDX-License-Identifier: GPL-2.0-or-later
/* A stream: what is written is read again; what is broken is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/stream.h"
#include "events.h"

static u8 buf[DMR_RECORD_BYTES];

static void fill_event(struct dmr_event *e)
{
	dmr_event_clear(e);
	e->op = DMR_OP_MAP;
	e->kind = DMR_KIND_VMAP;
	e->type = DMR_NC;
	e->asked = DMR_UC;
	e->flags = DMR_EV_MORE | DMR_EV_SANCTIONED;
	e->pid = 0xfffffff0;
	e->count = 0x12345678;
	e->seq = 0x1122334455667788;
	e->time = 3;
	e->batch = 4;
	e->space = 5;
	e->space2 = 0xffff888000000000;
	e->func = 0xffffffff81000000;
	strcpy(e->comm, "modprobe");
	strcpy(e->device, "0000:00:02.0");
	strcpy(e->text, "6.1.0");
	e->nr_stack = DMR_STACK_MAX;
	for (int i = 0; i < DMR_STACK_MAX; i++)
		e->stack[i] = 0xffffffffc0000000 + i;
	for (int i = 0; i < DMR_RUNS_MAX; i++)
		assert_true(dmr_event_run(e, VMALLOC + i * 0x2000, i * 3, 1));
	assert_false(dmr_event_run(e, 0, 0, 1));
}

static void fill_side(struct dmr_side *s, u8 kind)
{
	s->kind = kind;
	s->type = DMR_UC_MINUS;
	s->asked = DMR_NC;
	s->flags = DMR_EV_FOUND;
	s->pid = 9;
	s->seq = 10;
	s->time = 11;
	s->va = 12;
	s->space = 13;
	s->func = 14;
	s->site = 15;
	strcpy(s->comm, "sh");
	strcpy(s->device, "pci");
	s->nr_stack = 2;
	s->stack[0] = 16;
	s->stack[1] = 17;
}

static void fill_verdict(struct dmr_verdict *v)
{
	memset(v, 0, sizeof(*v));
	v->rule = DMR_MMIO_CONFLICT;
	v->what = DMR_OVERRIDDEN;
	v->arch = DMR_ARM64;
	v->machine = DMR_ARM;
	v->strict = true;
	v->nth = 5;
	v->seq = 6;
	v->time = 7;
	v->pfn = 8;
	v->npages = 9;
	v->total = 10;
	fill_side(&v->culprit, DMR_KIND_IOREMAP);
	fill_side(&v->other, DMR_KIND_USER);
}

/* with the processor's instruction, where it has one, and without */
static u32 crc_of(const u8 *data)
{
	u32 crc = dmr_crc32c_bytewise(0, data, 32);

	assert_int_equal(dmr_crc32c(0, data, 32), crc);
	/* in pieces that are no whole words */
	assert_int_equal(dmr_crc32c(dmr_crc32c(0, data, 11), data + 11, 21),
			 crc);
	return crc;
}

static void check_value(void **state)
{
	/* RFC 3720 B.4: 32 bytes of zeros, of ones, of 0..31 */
	u8 data[32] = {};

	assert_int_equal(crc_of(data), 0x8a9136aa);
	memset(data, 0xff, 32);
	assert_int_equal(crc_of(data), 0x62a8ab43);
	for (int i = 0; i < 32; i++)
		data[i] = i;
	assert_int_equal(crc_of(data), 0x46dd794e);
}

static void event_again(void **state)
{
	struct dmr_event e = {}, back = {};
	size_t n, used;

	fill_event(&e);
	n = dmr_encode(&e, buf, sizeof(buf));
	assert_true(n > 0);
	assert_int_equal(dmr_decode(buf, n, &used, &back, NULL), DMR_STREAM_OK);
	assert_int_equal(used, n);
	assert_memory_equal(&e, &back, sizeof(e));
	for (size_t size = 0; size < n; size++)
		assert_int_equal(dmr_encode(&e, buf, size), 0);
}

static void verdict_again(void **state)
{
	struct dmr_verdict v, back;
	struct dmr_event e;
	size_t n, used;

	fill_verdict(&v);
	n = dmr_encode_verdict(&v, buf, sizeof(buf));
	assert_true(n > 0);
	assert_int_equal(dmr_decode(buf, n, &used, &e, &back), DMR_STREAM_OK);
	assert_int_equal(e.op, DMR_OP_VERDICT);
	assert_memory_equal(&v, &back, sizeof(v));
	assert_int_equal(dmr_decode(buf, n, &used, &e, NULL), DMR_STREAM_OK);
	assert_int_equal(used, n);
	for (size_t size = 0; size < n; size++)
		assert_int_equal(dmr_encode_verdict(&v, buf, size), 0);
}

static void header(void **state)
{
	u8 h[DMR_HEADER_BYTES];

	assert_int_equal(dmr_encode_header(h, sizeof(h)), sizeof(h));
	assert_int_equal(dmr_encode_header(h, sizeof(h) - 1), 0);
	assert_int_equal(dmr_encode_header(h, sizeof(h)), sizeof(h));
	for (size_t n = 0; n < sizeof(h); n++)
		assert_int_equal(dmr_decode_header(h, n), DMR_STREAM_SHORT);
	assert_int_equal(dmr_decode_header(h, sizeof(h)), DMR_STREAM_OK);
	for (size_t bit = 0; bit < 8 * sizeof(h); bit++) {
		h[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(dmr_decode_header(h, sizeof(h)),
				     DMR_STREAM_OK);
		h[bit / 8] ^= 1 << bit % 8;
	}
	assert_int_equal(dmr_decode_header("ELF and so on", 13),
			 DMR_STREAM_MAGIC);
}

/* every cut is seen as one, no flipped bit comes through */
static void broken(const u8 *record, size_t n)
{
	struct dmr_verdict v;
	struct dmr_event e;
	size_t used;

	for (size_t cut = 0; cut < n; cut++) {
		u8 *exact = malloc(cut + 1);

		memcpy(exact, record, cut);
		assert_int_equal(dmr_decode(exact, cut, &used, &e, &v),
				 DMR_STREAM_SHORT);
		assert_int_equal(used, 0);
		free(exact);
	}
	for (size_t bit = 0; bit < 8 * n; bit++) {
		u8 *bad = malloc(n);

		memcpy(bad, record, n);
		bad[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(dmr_decode(bad, n, &used, &e, &v),
				     DMR_STREAM_OK);
		free(bad);
	}
}

static void cut_and_flipped(void **state)
{
	static u8 record[DMR_RECORD_BYTES];
	struct dmr_verdict v;
	struct dmr_event e;
	size_t n;

	fill_event(&e);
	n = dmr_encode(&e, record, sizeof(record));
	broken(record, n);
	fill_verdict(&v);
	n = dmr_encode_verdict(&v, record, sizeof(record));
	broken(record, n);
}

static void put_crc(u8 *record, size_t n)
{
	u32 crc = dmr_crc32c(0, record, n - 4);

	for (int i = 0; i < 4; i++)
		record[n - 4 + i] = crc >> (8 * i);
}

/* with a right checksum: values are looked at, one by one */
static void bad_values(void **state)
{
	static const struct {
		int at;
		u8 value;
	} bad[] = {
		{4, 0}, /* op */
		{8, DMR_KIND_COUNT},
		{9, DMR_TYPE_COUNT},
		{10, DMR_TYPE_COUNT},
		{11, DMR_RUNS_MAX + 1},
		{11, 3}, /* fewer than there are */
		{12, DMR_STACK_MAX + 1},
		{13, DMR_COMM},
		{14, DMR_DEVICE},
		{15, DMR_TEXT},
		{72, 0}, /* in comm */
	};
	struct dmr_event e, back;
	size_t n, used;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		fill_event(&e);
		n = dmr_encode(&e, buf, sizeof(buf));
		buf[bad[i].at] = bad[i].value;
		put_crc(buf, n);
		assert_int_equal(dmr_decode(buf, n, &used, &back, NULL),
				 DMR_STREAM_MALFORMED);
	}
	memset(buf, 0xff, 8);
	assert_int_equal(dmr_decode(buf, 8, &used, &back, NULL),
			 DMR_STREAM_MALFORMED);
}

static void op_of_the_future(void **state)
{
	struct dmr_event e, back;
	size_t n, used;

	fill_event(&e);
	n = dmr_encode(&e, buf, sizeof(buf));
	buf[5] = 0x7f;
	put_crc(buf, n);
	assert_int_equal(dmr_decode(buf, n, &used, &back, NULL), DMR_STREAM_OK);
	assert_int_equal(back.op, DMR_OP_NONE);
	assert_int_equal(used, n);
}

/* a text that fills its array has no end to be found */
static void text_without_end(void **state)
{
	struct dmr_event e, back;
	size_t n, used;

	fill_event(&e);
	memset(e.text, 'x', sizeof(e.text));
	n = dmr_encode(&e, buf, sizeof(buf));
	assert_int_equal(dmr_decode(buf, n, &used, &back, NULL), DMR_STREAM_OK);
	assert_int_equal(strlen(back.text), DMR_TEXT - 1);
}

static void start_event(void **state)
{
	struct dmr_config config = {
		.machine = DMR_ARM,
		.profile = DMR_ARM64,
		.strict = true,
		.max_pfn = 12345,
		.module_start = MODULES,
		.module_end = MODULES + MB,
	};
	struct dmr_config back = {};
	struct dmr_event e;

	dmr_start_event(&config, "6.1.0-56-amd64", &e);
	assert_string_equal(e.text, "6.1.0-56-amd64");
	assert_true(dmr_start_config(&e, &back));
	assert_memory_equal(&config, &back, sizeof(back));
	e.asked = DMR_ARCH_COUNT;
	assert_false(dmr_start_config(&e, &back));
	e.op = DMR_OP_RAM;
	assert_false(dmr_start_config(&e, &back));
}

struct counted {
	u64 n[DMR_OP_COUNT];
	u64 all;
	bool done;
};

static void count(void *arg, const struct dmr_event *event)
{
	struct counted *c = arg;

	assert_false(c->done);
	assert_true(event->flags & DMR_EV_SNAPSHOT);
	assert_true(dmr_encode(event, buf, sizeof(buf)) > 0);
	c->n[event->op]++;
	c->all++;
}

static void done(void *arg)
{
	((struct counted *)arg)->done = true;
}

static void snapshot(void **state)
{
	struct bed *bed = bed_new();
	struct counted c = {};

	event(bed, DMR_OP_MODULE, 0, 0, 0, MODULES, 0, 4);
	strcpy(bed->event.text, "foo");
	apply(bed);
	event(bed, DMR_OP_MODULE, 0, 0, 0, MODULES + 0x100000, 0, 4);
	strcpy(bed->event.text, "bar");
	apply(bed);
	bed->event.flags = DMR_EV_GONE;
	apply(bed);
	linear(bed, DMR_NC, 0x1000, 4);
	map(bed, DMR_KIND_VMAP, DMR_NC, VMALLOC, 0x2000, 4);
	assert_int_equal(dmr_snapshot_size(bed->record), 6);
	dmr_snapshot(bed->record, count, done, &c);
	assert_true(c.done);
	assert_int_equal(c.all, 6);
	assert_int_equal(c.n[DMR_OP_START], 1);
	assert_int_equal(c.n[DMR_OP_RAM], 1);
	assert_int_equal(c.n[DMR_OP_MODULE], 1);
	assert_int_equal(c.n[DMR_OP_LINEAR], 1);
	assert_int_equal(c.n[DMR_OP_MAP], 1);
	assert_int_equal(c.n[DMR_OP_SITE], 1);
	bed_free(bed);
}

static void error_names(void **state)
{
	for (int e = 0; e <= DMR_STREAM_MALFORMED; e++)
		assert_string_not_equal(dmr_stream_error_name(e), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_value),
		cmocka_unit_test(event_again),
		cmocka_unit_test(verdict_again),
		cmocka_unit_test(header),
		cmocka_unit_test(cut_and_flipped),
		cmocka_unit_test(bad_values),
		cmocka_unit_test(op_of_the_future),
		cmocka_unit_test(text_without_end),
		cmocka_unit_test(start_event),
		cmocka_unit_test(snapshot),
		cmocka_unit_test(error_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
