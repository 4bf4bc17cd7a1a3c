/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_STREAM_H
#define DMALIAS_CORE_STREAM_H

#include "verdict.h"

/*
 * The binary stream of a recording: a file header, then records. All numbers
 * are little-endian.
 *
 *   header: "DMALIAS\n", u16 version, u16 header bytes, u32 CRC-32C of the
 * header record: u32 bytes in all, u16 op, u16 flags, ..., u32 CRC-32C of what
 * is before it in the record
 *
 * A reader skips records of an op that it does not know, and refuses a version
 * that it does not know. A record cut short ends the stream.
 */
enum {
	DMR_STREAM_VERSION = 1,
	DMR_HEADER_BYTES = 16,
	/* no record is larger */
	DMR_RECORD_BYTES = 4096,
};

enum dmr_stream_error {
	DMR_STREAM_OK,
	DMR_STREAM_SHORT, /* more bytes are needed: the end of a cut file */
	DMR_STREAM_MAGIC,
	DMR_STREAM_VERSION_UNKNOWN,
	DMR_STREAM_CHECKSUM,
	DMR_STREAM_MALFORMED, /* lengths or values that cannot be */
};

size_t dmr_encode_header(void *buf, size_t size);
enum dmr_stream_error dmr_decode_header(const void *buf, size_t size);

/* dmr_encode - returns the bytes written, 0 when they do not fit in @size */
size_t dmr_encode(const struct dmr_event *event, void *buf, size_t size);
size_t dmr_encode_verdict(const struct dmr_verdict *verdict, void *buf,
			  size_t size);

/*
 * dmr_decode - one record. *used: its bytes, 0 when more are needed.
 * A DMR_OP_VERDICT record is given to @verdict (may be NULL), with @event->op
 * set; all values are in their ranges when DMR_STREAM_OK is returned.
 */
enum dmr_stream_error dmr_decode(const void *buf, size_t size, size_t *used,
				 struct dmr_event *event,
				 struct dmr_verdict *verdict);

/* dmr_stream_error_name - for a message: "the checksum is wrong", ... */
const char *dmr_stream_error_name(enum dmr_stream_error error);

/* dmr_crc32c_bytewise - the same where the processor has no instruction */
u32 dmr_crc32c(u32 crc, const void *buf, size_t size);
u32 dmr_crc32c_bytewise(u32 crc, const void *buf, size_t size);

#endif
