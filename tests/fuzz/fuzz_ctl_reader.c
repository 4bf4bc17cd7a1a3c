// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A recording as dmaliasctl reads it: offsets only go forward, what is said of
 * a broken one fits, and verdicts from it are counted, shown and compared. Of
 * inputs of even length the checksums are mended first: else none would get in.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ctl/compare.h"
#include "ctl/findings.h"
#include "ctl/mem.h"
#include "ctl/reader.h"
#include "ctl/verdict_out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct state {
	struct common common;
	struct symbols symbols;
	struct findings findings;
	struct compare compare;
	FILE *out;
};

static void take_verdict(struct state *state, const struct dmr_verdict *v)
{
	struct finding *f = findings_add(&state->findings, v, &state->symbols);
	struct dmr_verdict other;
	struct jsonw w;

	verdict_print(state->out, v, &state->symbols);
	jsonw_init(&w, state->out);
	jsonw_object(&w, NULL);
	verdict_json(&w, v, f, &state->symbols);
	jsonw_end(&w);
	jsonw_finish(&w);
	compare_event(&state->compare);
	compare_replayed(&state->compare, v);
	if (compare_live(&state->compare, v, &other) != COMPARE_EQUAL)
		abort();
}

static void read_all(struct state *state, struct reader *reader, size_t size)
{
	enum reader_status status;
	uint64_t last = 0;
	char why[160];

	while ((status = reader_next(reader)) == READER_RECORD) {
		if (reader->offset <= last)
			abort();
		last = reader->offset;
		symbols_event(&state->symbols, &reader->event);
		if (reader->event.op == DMR_OP_VERDICT)
			take_verdict(state, &reader->verdict);
	}
	if (status == READER_AGAIN || status == READER_FAILED ||
	    reader->offset > size)
		abort();
	if (status != READER_END)
		reader_why(reader, status, why, sizeof(why));
}

static void put_crc(uint8_t *at, const uint8_t *from, size_t n)
{
	uint32_t crc = dmr_crc32c(0, from, n);

	for (int i = 0; i < 4; i++)
		at[i] = crc >> (8 * i);
}

static void mend(uint8_t *data, size_t size)
{
	size_t at = DMR_HEADER_BYTES;

	if (size < DMR_HEADER_BYTES)
		return;
	memcpy(data, "DMALIAS\n", 8);
	put_crc(data + at - 4, data, at - 4);
	while (size - at >= 12) {
		size_t n = data[at] | data[at + 1] << 8;

		if (n < 12 || n > size - at)
			return;
		put_crc(data + at + n - 4, data + at, n - 4);
		at += n;
	}
}

static bool write_input(int fd, const uint8_t *data, size_t size)
{
	autobuf struct buf copy = {};

	buf_add(&copy, data, size);
	if (size % 2 == 0)
		mend((uint8_t *)copy.s, size);
	return write(fd, copy.s, size) == (ssize_t)size &&
	       !lseek(fd, 0, SEEK_SET);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct state state = {.common = {.procfs = "", .sysfs = ""}};
	int fd = memfd_create("recording", 0);
	struct reader *reader = reader_create(fd);

	if (fd < 0 || !write_input(fd, data, size))
		abort();
	state.out = fopen("/dev/null", "w");
	symbols_init(&state.symbols, &state.common);
	read_all(&state, reader, size);
	reader_free(reader);
	symbols_free(&state.symbols);
	findings_free(&state.findings);
	compare_free(&state.compare);
	fclose(state.out);
	return 0;
}
