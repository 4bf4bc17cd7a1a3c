/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_READER_H
#define DMALIAS_CTL_READER_H

#include "core/stream.h"

enum reader_status {
	READER_RECORD, /* event (and verdict) are filled, raw is valid */
	READER_AGAIN, /* nothing to read now */
	READER_END, /* the end, between two records */
	READER_CUT, /* the end, within a record */
	READER_BROKEN, /* see error */
	READER_FAILED, /* read(2) failed: see sys_errno */
};

/* The records of a stream, from a file or the module */
struct reader {
	int fd;
	enum dmr_stream_error error;
	int sys_errno;
	u64 offset; /* in the stream: of the record that raw is, or of the
		       place where it goes wrong */
	const unsigned char *raw;
	size_t raw_len;
	struct dmr_event event;
	struct dmr_verdict verdict;
	size_t start, end;
	bool header_seen, at_end;
	unsigned char data[16 * DMR_RECORD_BYTES];
};

/* reader_create - takes the descriptor over; reader_free() closes it */
struct reader *reader_create(int fd);
void reader_free(struct reader *reader);

/* reader_next - the next record; the header is read before the first one */
enum reader_status reader_next(struct reader *reader);

/* reader_rewind - to the start of the file; false: errno */
bool reader_rewind(struct reader *reader);

/* reader_why - "cut off at byte 412", for all but the first three */
const char *reader_why(const struct reader *reader, enum reader_status status,
		       char *buf, size_t size);

#endif
