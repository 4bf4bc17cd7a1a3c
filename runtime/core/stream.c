// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records of a stream, written and read. Texts and lists have their lengths in
 * the fixed part, and take no more room than they need.
 */
#include "internal.h"
#include "stream.h"

static const char magic[8] = "DMALIAS\n";

enum {
	HEAD = 8, /* length, op, flags */
	TAIL = 4, /* CRC */
	NUMBERS = 64, /* of an event */
	RUN = 24,
	VERDICT_STRICT = 1,
};

/* ------------------------------------------------------------------ writing */

struct writer {
	u8 *buf;
	size_t n, size;
	bool full;
};

static void put(struct writer *w, u64 value, int bytes)
{
	int i;

	if (w->full || w->size - w->n < bytes) {
		w->full = true;
		return;
	}
	for (i = 0; i < bytes; i++)
		w->buf[w->n++] = value >> (8 * i);
}

static void put_bytes(struct writer *w, const void *from, size_t n)
{
	if (w->full || w->size - w->n < n) {
		w->full = true;
		return;
	}
	memcpy(w->buf + w->n, from, n);
	w->n += n;
}

static void put_list(struct writer *w, const u64 *list, int n)
{
	int i;

	for (i = 0; i < n; i++)
		put(w, list[i], 8);
}

/* Length of a text that may fill its array without an end */
static size_t text_len(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size - 1 && text[n])
		n++;
	return n;
}

static void begin(struct writer *w, u16 op, u16 flags)
{
	put(w, 0, 4);
	put(w, op, 2);
	put(w, flags, 2);
}

/* Length and checksum; returns the length, 0: it did not fit */
static size_t finish(struct writer *w)
{
	size_t n = w->n + TAIL;
	struct writer head = {.buf = w->buf, .size = 4};

	if (w->full || n > w->size)
		return 0;
	put(&head, n, 4);
	put(w, dmr_crc32c(0, w->buf, w->n), TAIL);
	return n;
}

size_t dmr_encode_header(void *buf, size_t size)
{
	struct writer w = {.buf = buf, .size = size};

	put_bytes(&w, magic, sizeof(magic));
	put(&w, DMR_STREAM_VERSION, 2);
	put(&w, DMR_HEADER_BYTES, 2);
	if (w.full || size < DMR_HEADER_BYTES)
		return 0;
	put(&w, dmr_crc32c(0, buf, w.n), 4);
	return w.n;
}

size_t dmr_encode(const struct dmr_event *event, void *buf, size_t size)
{
	struct writer w = {.buf = buf, .size = size};
	size_t comm = text_len(event->comm, DMR_COMM);
	size_t device = text_len(event->device, DMR_DEVICE);
	size_t text = text_len(event->text, DMR_TEXT);
	int i;

	begin(&w, event->op, event->flags);
	put(&w, event->kind, 1);
	put(&w, event->type, 1);
	put(&w, event->asked, 1);
	put(&w, event->nr_runs, 1);
	put(&w, event->nr_stack, 1);
	put(&w, comm, 1);
	put(&w, device, 1);
	put(&w, text, 1);
	put(&w, event->pid, 4);
	put(&w, event->count, 4);
	put(&w, event->seq, 8);
	put(&w, event->time, 8);
	put(&w, event->batch, 8);
	put(&w, event->space, 8);
	put(&w, event->space2, 8);
	put(&w, event->func, 8);
	put_bytes(&w, event->comm, comm);
	put_bytes(&w, event->device, device);
	put_bytes(&w, event->text, text);
	put_list(&w, event->stack, event->nr_stack);
	for (i = 0; i < event->nr_runs; i++) {
		put(&w, event->runs[i].va, 8);
		put(&w, event->runs[i].pfn, 8);
		put(&w, event->runs[i].npages, 8);
	}
	return finish(&w);
}

static void put_side(struct writer *w, const struct dmr_side *side)
{
	size_t comm = text_len(side->comm, DMR_COMM);
	size_t device = text_len(side->device, DMR_DEVICE);

	put(w, side->kind, 1);
	put(w, side->type, 1);
	put(w, side->asked, 1);
	put(w, side->nr_stack, 1);
	put(w, side->flags, 2);
	put(w, comm, 1);
	put(w, device, 1);
	put(w, side->pid, 4);
	put(w, side->seq, 8);
	put(w, side->time, 8);
	put(w, side->va, 8);
	put(w, side->space, 8);
	put(w, side->func, 8);
	put(w, side->site, 8);
	put_bytes(w, side->comm, comm);
	put_bytes(w, side->device, device);
	put_list(w, side->stack, side->nr_stack);
}

size_t dmr_encode_verdict(const struct dmr_verdict *verdict, void *buf,
			  size_t size)
{
	struct writer w = {.buf = buf, .size = size};

	begin(&w, DMR_OP_VERDICT, verdict->strict ? VERDICT_STRICT : 0);
	put(&w, verdict->rule, 1);
	put(&w, verdict->what, 1);
	put(&w, verdict->arch, 1);
	put(&w, verdict->machine, 1);
	put(&w, verdict->nth, 4);
	put(&w, verdict->seq, 8);
	put(&w, verdict->time, 8);
	put(&w, verdict->pfn, 8);
	put(&w, verdict->npages, 8);
	put(&w, verdict->total, 8);
	put_side(&w, &verdict->culprit);
	put_side(&w, &verdict->other);
	return finish(&w);
}

/* ------------------------------------------------------------------ reading */

/* What is asked for beyond the end, or cannot be, makes the record bad */
struct reader {
	const u8 *buf;
	size_t n, size;
	bool bad;
};

/* compilers make one load of each where that is the byte order */
static inline u32 le32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static inline u64 le64(const u8 *p)
{
	return le32(p) | (u64)le32(p + 4) << 32;
}

/* The next n bytes; NULL: there are not so many */
static inline const u8 *bytes(struct reader *r, size_t n)
{
	const u8 *p = r->buf + r->n;

	if (r->bad || r->size - r->n < n) {
		r->bad = true;
		return NULL;
	}
	r->n += n;
	return p;
}

static u64 get(struct reader *r, int n)
{
	const u8 *p = bytes(r, n);
	u64 value = 0;

	while (p && n-- > 0)
		value = value << 8 | p[n];
	return value;
}

/* A number below a limit */
static u8 get_below(struct reader *r, int limit)
{
	u64 value = get(r, 1);

	if (value < limit)
		return value;
	r->bad = true;
	return 0;
}

static void get_text(struct reader *r, char *to, size_t n)
{
	if (!n)
		return;
	if (r->bad || r->size - r->n < n || memchr(r->buf + r->n, 0, n)) {
		r->bad = true;
		return;
	}
	memcpy(to, r->buf + r->n, n);
	r->n += n;
}

static void get_list(struct reader *r, u64 *to, int n)
{
	const u8 *p = bytes(r, 8 * (size_t)n);
	int i;

	for (i = 0; p && i < n; i++)
		to[i] = le64(p + 8 * i);
}

enum dmr_stream_error dmr_decode_header(const void *buf, size_t size)
{
	struct reader r = {.buf = buf, .n = sizeof(magic), .size = size};
	size_t have = size < sizeof(magic) ? size : sizeof(magic);

	if (memcmp(buf, magic, have))
		return DMR_STREAM_MAGIC;
	if (size < DMR_HEADER_BYTES)
		return DMR_STREAM_SHORT;
	if (get(&r, 2) != DMR_STREAM_VERSION)
		return DMR_STREAM_VERSION_UNKNOWN;
	if (get(&r, 2) != DMR_HEADER_BYTES)
		return DMR_STREAM_MALFORMED;
	if (get(&r, 4) != dmr_crc32c(0, buf, DMR_HEADER_BYTES - 4))
		return DMR_STREAM_CHECKSUM;
	return DMR_STREAM_OK;
}

static bool get_run(const u8 *p, struct dmr_run *run)
{
	run->va = le64(p);
	run->pfn = le64(p + 8);
	run->npages = le64(p + 16);
	return run->npages <= DMR_PFN_LIMIT && run->pfn <= DMR_PFN_LIMIT &&
	       (!run->npages ||
		run->va + (dmr_bytes(run->npages) - 1) >= run->va);
}

static void get_runs(struct reader *r, struct dmr_run *runs, int n)
{
	const u8 *p = bytes(r, RUN * (size_t)n);
	int i;

	for (i = 0; p && i < n; i++)
		if (!get_run(p + RUN * i, &runs[i]))
			r->bad = true;
}

/* The numbers: they are at the same place in every event */
static void get_numbers(const u8 *p, struct dmr_event *event)
{
	event->kind = p[0];
	event->type = p[1];
	event->asked = p[2];
	event->nr_runs = p[3];
	event->nr_stack = p[4];
	event->pid = le32(p + 8);
	event->count = le32(p + 12);
	event->seq = le64(p + 16);
	event->time = le64(p + 24);
	event->batch = le64(p + 32);
	event->space = le64(p + 40);
	event->space2 = le64(p + 48);
	event->func = le64(p + 56);
}

static void get_event(struct reader *r, struct dmr_event *event)
{
	const u8 *p = bytes(r, NUMBERS);

	if (!p || p[0] >= DMR_KIND_COUNT || p[1] >= DMR_TYPE_COUNT ||
	    p[2] >= DMR_TYPE_COUNT || p[3] > DMR_RUNS_MAX ||
	    p[4] > DMR_STACK_MAX || p[5] >= DMR_COMM || p[6] >= DMR_DEVICE ||
	    p[7] >= DMR_TEXT) {
		r->bad = true;
		return;
	}
	get_numbers(p, event);
	get_text(r, event->comm, p[5]);
	get_text(r, event->device, p[6]);
	get_text(r, event->text, p[7]);
	get_list(r, event->stack, event->nr_stack);
	get_runs(r, event->runs, event->nr_runs);
}

static void get_side(struct reader *r, struct dmr_side *side)
{
	u8 comm, device;

	memset(side, 0, sizeof(*side));
	side->kind = get_below(r, DMR_KIND_COUNT);
	side->type = get_below(r, DMR_TYPE_COUNT);
	side->asked = get_below(r, DMR_TYPE_COUNT);
	side->nr_stack = get_below(r, DMR_STACK_MAX + 1);
	side->flags = get(r, 2) & DMR_EV_ALL;
	comm = get_below(r, DMR_COMM);
	device = get_below(r, DMR_DEVICE);
	side->pid = get(r, 4);
	side->seq = get(r, 8);
	side->time = get(r, 8);
	side->va = get(r, 8);
	side->space = get(r, 8);
	side->func = get(r, 8);
	side->site = get(r, 8);
	get_text(r, side->comm, comm);
	get_text(r, side->device, device);
	get_list(r, side->stack, side->nr_stack);
}

static void get_verdict(struct reader *r, struct dmr_verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->rule = get_below(r, DMR_RULE_COUNT);
	verdict->what = get_below(r, DMR_WHAT_COUNT);
	verdict->arch = get_below(r, DMR_ARCH_COUNT);
	verdict->machine = get_below(r, DMR_ARCH_COUNT);
	verdict->nth = get(r, 4);
	verdict->seq = get(r, 8);
	verdict->time = get(r, 8);
	verdict->pfn = get(r, 8);
	verdict->npages = get(r, 8);
	verdict->total = get(r, 8);
	get_side(r, &verdict->culprit);
	get_side(r, &verdict->other);
	if (!verdict->rule || !verdict->what || verdict->pfn > DMR_PFN_LIMIT ||
	    verdict->npages > DMR_PFN_LIMIT)
		r->bad = true;
}

/* The frame of a record: its length and checksum */
static enum dmr_stream_error check(struct reader *r, size_t *used)
{
	u32 n;

	if (r->size < 4)
		return DMR_STREAM_SHORT;
	n = le32(r->buf);
	if (n < HEAD + TAIL || n > DMR_RECORD_BYTES)
		return DMR_STREAM_MALFORMED;
	if (n > r->size)
		return DMR_STREAM_SHORT;
	if (le32(r->buf + n - TAIL) != dmr_crc32c(0, r->buf, n - TAIL))
		return DMR_STREAM_CHECKSUM;
	r->n = 4;
	r->size = n - TAIL;
	*used = n;
	return DMR_STREAM_OK;
}

enum dmr_stream_error dmr_decode(const void *buf, size_t size, size_t *used,
				 struct dmr_event *event,
				 struct dmr_verdict *verdict)
{
	struct reader r = {.buf = buf, .size = size};
	enum dmr_stream_error error;
	u64 op, flags;

	*used = 0;
	dmr_event_clear(event);
	error = check(&r, used);
	if (error)
		return error;
	op = get(&r, 2);
	flags = get(&r, 2);
	if (op == DMR_OP_NONE)
		return DMR_STREAM_MALFORMED;
	if (op >= DMR_OP_COUNT)
		return DMR_STREAM_OK;
	event->op = op;
	if (op != DMR_OP_VERDICT) {
		event->flags = flags & DMR_EV_ALL;
		get_event(&r, event);
	} else if (verdict) {
		get_verdict(&r, verdict);
		verdict->strict = flags & VERDICT_STRICT;
	} else {
		return DMR_STREAM_OK;
	}
	return r.bad || r.n != r.size ? DMR_STREAM_MALFORMED : DMR_STREAM_OK;
}

const char *dmr_stream_error_name(enum dmr_stream_error error)
{
	switch (error) {
	case DMR_STREAM_OK:
		return "no error";
	case DMR_STREAM_SHORT:
		return "the file ends within a record";
	case DMR_STREAM_MAGIC:
		return "this is no recording of dmalias";
	case DMR_STREAM_VERSION_UNKNOWN:
		return "the version of the recording is not known";
	case DMR_STREAM_CHECKSUM:
		return "the checksum is wrong";
	case DMR_STREAM_MALFORMED:
		return "a length or a value cannot be";
	}
	return "?";
}
