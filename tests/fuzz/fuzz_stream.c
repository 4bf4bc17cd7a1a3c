// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A recording, read record by record. The first byte chooses: even, the bytes
 * as they are; odd, with checksums put right, which a fuzzer would not get
 * past. What can be read must come out the same when it is written.
 */
#include <stdlib.h>

#include "core/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static u8 out[DMR_RECORD_BYTES];

static void mend_checksum(u8 *p, size_t size)
{
	size_t n = size < 4 ? 0 : p[0] | p[1] << 8 | p[2] << 16;
	u32 crc;

	if (n < 12 || n > size)
		return;
	crc = dmr_crc32c(0, p, n - 4);
	for (int i = 0; i < 4; i++)
		p[n - 4 + i] = crc >> (8 * i);
}

static void write_event(const struct dmr_event *event)
{
	struct dmr_event back;
	size_t n = dmr_encode(event, out, sizeof(out)), used;
	static u8 twice[DMR_RECORD_BYTES];

	if (!n || dmr_decode(out, n, &used, &back, NULL) || used != n ||
	    dmr_encode(&back, twice, sizeof(twice)) != n ||
	    memcmp(out, twice, n))
		abort();
}

static void write_verdict(const struct dmr_verdict *verdict)
{
	size_t n = dmr_encode_verdict(verdict, out, sizeof(out)), used;
	struct dmr_verdict back;
	struct dmr_event event;

	if (!n || dmr_decode(out, n, &used, &event, &back) || used != n ||
	    memcmp(verdict, &back, sizeof(back)))
		abort();
}

static void say_nothing(void *arg, const char *line)
{
	*(size_t *)arg += strlen(line);
}

/* whatever a verdict has in it, it can be said */
static void speak(const struct dmr_verdict *verdict)
{
	char buf[64];
	size_t n = 0;

	dmr_verdict_headline(verdict, NULL, NULL, buf, sizeof(buf));
	dmr_verdict_lines(verdict, NULL, NULL, say_nothing, &n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmr_verdict verdict;
	struct dmr_event event;
	size_t at, used;
	u8 *copy;

	if (!size)
		return 0;
	copy = malloc(size);
	memcpy(copy, data, size);
	dmr_decode_header(copy + 1, size - 1);
	for (at = 1; at < size; at += used) {
		if (data[0] % 2)
			mend_checksum(copy + at, size - at);
		if (dmr_decode(copy + at, size - at, &used, &event, &verdict))
			break;
		if (event.op == DMR_OP_VERDICT) {
			write_verdict(&verdict);
			speak(&verdict);
		} else if (event.op) {
			write_event(&event);
		}
	}
	free(copy);
	return 0;
}
